import { sha256 } from './sha256.ts';

/** What proves the files of an exported folder; `sha256sum -c SHA256SUMS` reads it. */
export const FILE_SUMS = 'SHA256SUMS';

const LINE = /^([0-9a-f]{64}) [ *]([^\n]+)$/;

/** SHA-256 of files by their paths, a line each. */
export function sumsText(files: ReadonlyMap<string, Uint8Array>): string {
  const paths = [...files.keys()].sort();
  return paths.map(path => `${sha256(files.get(path)!)}  ${path}\n`).join('');
}

/** The sums of such a text by the paths of the files. */
export function readSums(text: string): Map<string, string> {
  return new Map(
    text.split('\n').flatMap(line => {
      const [, sum, path] = LINE.exec(line) ?? [];
      return path === undefined ? [] : [[path.replace(/^(\.\/)+/, ''), sum] as const];
    }),
  );
}

/** The first file that is not what the sums say, and how. @param found sums of the files that there are */
export function firstOdd(
  sums: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): { readonly path: string; readonly fault: 'missing' | 'changed' } | undefined {
  for (const [path, sum] of sums) {
    if (!found.has(path)) return { path, fault: 'missing' };
    if (found.get(path) !== sum) return { path, fault: 'changed' };
  }
  return undefined;
}
