/** What a password of a person must be (rule 42): long, and not what anybody would try first. */

export interface PasswordLengths {
  /** Characters. */
  readonly min: number;
  readonly max: number;
}

/** `aaaaaaaaaaaa` and `121212121212` are long and no password. */
const distinctCharactersMin = 4;

/**
 * Why a password cannot be taken, to continue a sentence that begins with its field; null when it can.
 * @param names what the person signs in with: the password is none of them, whatever the case
 */
export const weakPassword = (
  password: string,
  names: readonly string[],
  { min, max }: PasswordLengths,
): string | null => {
  const characters = [...password];
  if (characters.length < min || characters.length > max) return `must have ${min} to ${max} characters`;
  const lower = password.toLowerCase();
  if (names.some((name) => name.toLowerCase() === lower)) return 'must not be the name or the e-mail address';
  if (new Set(characters).size < distinctCharactersMin) {
    return `must have at least ${distinctCharactersMin} different characters`;
  }
  return null;
};
