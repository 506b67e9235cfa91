/**
 * The folder of this package: two above this file, be it a source, compiled, or a part of the program the build puts
 * together in `dist/program`.
 */
export const packageFolder = new URL('../../', import.meta.url);
