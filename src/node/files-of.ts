import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { explained, explaining } from '../run/files.ts';
import { UserError } from '../util/error.ts';
import { checkRegular, READ, readRegular } from '../util/regular.ts';
import { FILE_SUMS, firstOdd, readSums } from '../util/sums.ts';

/** A file by its path in a folder, which is separated by `/`. */
export interface Listed {
  readonly path: string;
  readonly bytes: number;
}

/** The files below a folder; what is hidden is left out, and nothing is read. */
export function filesBelow(folder: string): Listed[] {
  return explaining('read', folder, () => listed(folder, ''));
}

function listed(folder: string, below: string): Listed[] {
  const names = readdirSync(join(folder, below)).sort();
  return names.flatMap(name => {
    const path = `${below}${name}`;
    const found = name.startsWith('.') ? undefined : statSync(join(folder, path), { throwIfNoEntry: false });
    if (found?.isDirectory()) return listed(folder, `${path}/`);
    return found ? [{ path, bytes: found.size }] : [];
  });
}

/** What the `SHA256SUMS` of a folder proves. */
export interface Proof {
  /** Files that it names. */
  readonly sums: number;
  /** What is not as it says, in words. */
  readonly odd?: string;
  /** The first file that it does not name; itself and the card are never named. */
  readonly stray?: string;
}

const UNNAMED = ['README.md', FILE_SUMS];

/** Reads the files that `SHA256SUMS` names, and none where there is no such file. @throws UserError where one cannot be read */
export async function folderProof(
  folder: string,
  files: readonly Listed[] = filesBelow(folder),
): Promise<Proof> {
  const paths = files.map(({ path }) => path);
  const sums = paths.includes(FILE_SUMS) ? readSums(textOf(join(folder, FILE_SUMS))) : new Map();
  const found = new Map<string, string>();
  for (const path of paths.filter(each => sums.has(each)))
    found.set(path, await digestOf(join(folder, path)));
  const odd = firstOdd(sums, found);
  const stray = paths.find(path => !sums.has(path) && !UNNAMED.includes(path));
  return { sums: sums.size, stray, ...(odd && { odd: `${odd.path}, which is ${odd.fault}` }) };
}

export const contentOf = (path: string) => explaining('read', path, () => readRegular(path));

const textOf = (path: string) => new TextDecoder().decode(contentOf(path));

/** SHA-256 of a regular file, of which a piece at a time is in memory. */
async function digestOf(path: string): Promise<string> {
  try {
    const file = await open(path, READ);
    try {
      checkRegular(await file.stat(), path);
      const hash = createHash('sha256');
      for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk);
      return hash.digest('hex');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw explained(error, 'read', path);
  }
}

/** @throws UserError where a file is not as `SHA256SUMS` says. @param remedy what to do then */
export function requireWhole(where: string, { odd }: Proof, remedy: string): void {
  if (odd === undefined) return;
  throw new UserError(`${where}: expected files as ${FILE_SUMS} says, got ${odd}; ${remedy}`);
}
