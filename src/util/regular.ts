import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';

/** Opens for reading without waiting for the other end of a pipe. */
export const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** {@link READ}, but not through a link at the end of the path. */
export const READ_ITSELF = READ | (constants.O_NOFOLLOW ?? 0);

/**
 * The content of a regular file. A pipe, a socket, a device or a folder is refused before it is read, so this neither
 * waits nor reads without end.
 * @param most bytes that the file may have
 * @throws what Node throws, with a `code`: also `EISDIR`, `EFTYPE` (no regular file), `EFBIG` (too large)
 */
export function readRegular(path: string, most = Number.POSITIVE_INFINITY, flags = READ): Uint8Array {
  const file = openSync(path, flags);
  try {
    checkRegular(fstatSync(file), path, most);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** @throws an error with the code `EISDIR`, `EFTYPE` or `EFBIG` */
export function checkRegular(status: Stats, path: string, most = Number.POSITIVE_INFINITY): void {
  const fault = (code: string, what: string) =>
    Object.assign(new Error(`${code}: ${path} is ${what}`), { code });
  if (status.isDirectory()) throw fault('EISDIR', kindOf(status));
  if (!status.isFile()) throw fault('EFTYPE', `${kindOf(status)}, no regular file`);
  if (status.size > most) throw fault('EFBIG', `larger than ${most} bytes`);
}

/** What something is that is no regular file. */
export function kindOf(status: Stats): string {
  if (status.isDirectory()) return 'a folder';
  if (status.isSymbolicLink()) return 'a link';
  return status.isFIFO() ? 'a pipe' : 'a socket or a device';
}
