import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { explained } from '../run/files.ts';
import { UserError } from '../util/error.ts';
import { FILE_SUMS, firstOdd, readSums } from '../util/sums.ts';

/** The files below a folder by their paths in it, which are separated by `/`; what is hidden is left out. */
export function filesBelow(folder: string): Map<string, Uint8Array> {
  try {
    return new Map(pathsBelow(folder, '').map(path => [path, readFileSync(join(folder, path))]));
  } catch (error) {
    throw explained(error, 'read', folder);
  }
}

function pathsBelow(folder: string, below: string): string[] {
  const names = readdirSync(join(folder, below)).sort();
  return names.flatMap(name => {
    const path = `${below}${name}`;
    if (name.startsWith('.')) return [];
    return statSync(join(folder, path)).isDirectory() ? pathsBelow(folder, `${path}/`) : [path];
  });
}

export const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What is not as its `SHA256SUMS` says, in words; undefined where all is, or nothing says. */
export function oddFile(files: ReadonlyMap<string, Uint8Array>): string | undefined {
  const sums = files.get(FILE_SUMS);
  if (!sums) return undefined;
  const found = new Map([...files].map(([path, content]) => [path, digest(content)]));
  const odd = firstOdd(readSums(new TextDecoder().decode(sums)), found);
  return odd && `${odd.path}, which is ${odd.fault}`;
}

/** @throws UserError where a file is not as its `SHA256SUMS` says. @param remedy what to do then */
export function requireProven(where: string, files: ReadonlyMap<string, Uint8Array>, remedy: string): void {
  const odd = oddFile(files);
  if (odd !== undefined) {
    throw new UserError(`${where}: expected files as ${FILE_SUMS} says, got ${odd}; ${remedy}`);
  }
}
