import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, explained } from '../../run/files.ts';
import { UserError } from '../../util/error.ts';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../util/private.ts';

/** `.studio` beside the runs: what the server gave its processes, and what they said; for this user only. */
export class Desk {
  private readonly folder: string;

  /** @param root folder of the runs */
  constructor(root: string) {
    this.folder = join(root, '.studio');
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /**
   * Writes a file, and the folder before.
   * @returns its path
   * @throws UserError when the disk is full, or the folder belongs to somebody else
   */
  write(name: string, text: string): string {
    const path = this.path(name);
    try {
      makePrivate(this.folder);
      writeFileSync(path, text, { mode: PRIVATE_FILE });
    } catch (error) {
      throw explained(error, 'write', path);
    }
    return path;
  }

  remove(name: string): void {
    rmSync(this.path(name), { force: true });
  }
}

/** Makes a folder that only this user can enter. */
function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true });
  try {
    chmodSync(folder, PRIVATE_FOLDER);
  } catch (error) {
    if (errorCode(error) !== 'EPERM') throw error;
    throw new UserError(`studio: ${folder} belongs to another user; choose another folder with --root`);
  }
}
