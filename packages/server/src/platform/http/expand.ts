/** The words of an `expand` list; unknown ones are passed over by whoever asks for the known. */
export const expandWords = (expand: string | undefined): ReadonlySet<string> =>
  new Set((expand ?? '').split(',').map((word) => word.trim()));
