import { errorCode, UserError } from '../../util/error.ts';

/** Runs an operation on a path, and says in words what the system says in codes. */
export async function told<T>(
  path: string,
  operation: () => Promise<T>,
  action: Action = 'read',
): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw inWords(error, path, action);
  }
}

/** {@link told} of an operation that ends at once. */
export function toldNow<T>(path: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw inWords(error, path, 'read');
  }
}

type Action = 'read' | 'write';

function inWords(error: unknown, path: string, action: Action): UserError {
  const code = errorCode(error) ?? String(error);
  return new UserError(`data: cannot ${action} ${path}: ${REASONS[code] ?? code}`);
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ENOENT: 'it does not exist',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'it is no folder',
  EFTYPE: 'it is a pipe, a socket or a device, not a file',
  ELOOP: 'its links lead in a circle; remove them',
  ENOSPC: 'no space is left on the disk; free some, or set SADDLE_CACHE to a folder of another disk',
  EDQUOT: 'the disk quota is used up; free some space, or set SADDLE_CACHE to a folder of another disk',
  ERR_FS_FILE_TOO_LARGE: 'it has more than 2 GiB',
  ECHANGED: 'it changed while it was read; begin again when it is written',
};
