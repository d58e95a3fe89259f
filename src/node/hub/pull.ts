import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ListFileEntry } from '@huggingface/hub';
import { explained } from '../../run/files.ts';
import { UserError } from '../../util/error.ts';
import { isPlainName } from '../../util/names.ts';
import { folderProof, requireWhole } from '../files-of.ts';
import { requireFree, wholeFolder } from '../folder.ts';
import { type Access, type Client, hubAccess, hubClient } from './access.ts';
import { proofOf } from './oid.ts';
import { type Attempt, asking } from './refusal.ts';

/** What is pulled. */
export interface PullOptions {
  /** Branch, tag or commit; default `main`. */
  readonly revision?: string;
  /** Default from the usual places: see `hubToken`. Public models need none. */
  readonly token?: string;
  /** Told before files are fetched. */
  readonly onFetch?: (paths: readonly string[], bytes: number) => void;
}

/** What was pulled. */
export interface Pulled {
  readonly folder: string;
  /** That the revision stood for. */
  readonly commit: string;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /** Whether its `SHA256SUMS` proves every file but the card and itself; what the Hub says of them they always are. */
  readonly proven: boolean;
  /** The first file without a sum; left out where all have one, or none. */
  readonly stray?: string;
}

interface Work extends PullOptions {
  readonly hub: Client;
  readonly access: Access;
  readonly name: string;
}

const repoOf = (name: string) => ({ type: 'model' as const, name });

/**
 * Fetches a model from the Hub into a new folder, whole or not at all: every file is what the Hub says of it, and what its `SHA256SUMS` says.
 * @param name such as `user/digits`
 * @throws UserError where there is something at the path, the server refuses, the connection breaks off, or a file is another
 */
export async function pullFiles(name: string, folder: string, options: PullOptions = {}): Promise<Pulled> {
  requireFree('--out', folder);
  const work: Work = { ...options, hub: await hubClient(), name, access: hubAccess(options.token) };
  const { access, revision } = work;
  const attempt: Attempt = { command: 'pull', access, name, revision, again: 'run the same command again' };
  return asking(attempt, () => pulled(work, folder));
}

async function pulled(work: Work, folder: string): Promise<Pulled> {
  const { hub, access, name, revision = 'main' } = work;
  const { sha: commit } = await hub.modelInfo({ ...access, name, revision, additionalFields: ['sha'] });
  const entries = await entriesOf(work, commit);
  work.onFetch?.(
    entries.map(({ path }) => path),
    entries.reduce((sum, { size }) => sum + size, 0),
  );
  let proof: Pick<Pulled, 'proven' | 'stray'> = { proven: false };
  await wholeFolder(folder, async inside => {
    for (const entry of entries) {
      await fetched(work, commit, entry, inside).catch(error => {
        throw explained(error, 'write', folder);
      });
    }
    proof = await checkSums(name, inside);
  });
  const files = entries.map(({ path, size }) => ({ path, bytes: size }));
  return { folder, commit, files, ...proof };
}

/** The files but hidden ones, which are the Hub's own. */
async function entriesOf({ hub, access, name }: Work, revision: string): Promise<ListFileEntry[]> {
  const entries: ListFileEntry[] = [];
  for await (const entry of hub.listFiles({ ...access, repo: repoOf(name), revision, recursive: true })) {
    const parts = entry.path.split('/');
    if (entry.type !== 'file' || parts.some(part => /^\.[^./]/.test(part))) continue;
    if (!parts.every(isPlainName)) {
      throw new UserError(
        `pull: expected names of files that any system takes, got ${JSON.stringify(entry.path)} in hf:${name}; it cannot be written`,
      );
    }
    entries.push(entry);
  }
  if (entries.length > 0) return entries;
  throw new UserError(`pull: expected a model with files, got hf:${name} without any; push one first`);
}

async function fetched(
  { hub, access, name }: Work,
  revision: string,
  entry: ListFileEntry,
  folder: string,
): Promise<void> {
  const { path, size } = entry;
  const blob = await hub.downloadFile({ ...access, repo: repoOf(name), path, revision });
  const at = join(folder, path);
  mkdirSync(dirname(at), { recursive: true });
  const file = await open(at, 'wx');
  try {
    const proof = proofOf(entry, size);
    let length = 0;
    for await (const chunk of bytesOf(blob)) {
      length += chunk.length;
      if (length > size) break; // nothing goes on for ever
      proof.add(chunk);
      await file.writeFile(chunk);
    }
    if (length !== size || !proof.holds()) throw other(name, path);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The client throws a text where the connection breaks off. */
async function* bytesOf(blob: Blob | null): AsyncGenerator<Uint8Array> {
  try {
    if (blob) yield* blob.stream() as unknown as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw error instanceof Error ? error : new Error(`fetch failed: ${error}`);
  }
}

const other = (name: string, path: string) =>
  new UserError(
    `pull: expected ${path} of hf:${name} with the content that the Hub says, got another; run the same command again`,
  );

/** Whether there are sums of all, which hold. */
async function checkSums(name: string, folder: string): Promise<Pick<Pulled, 'proven' | 'stray'>> {
  const proof = await folderProof(folder);
  requireWhole(
    'pull',
    proof,
    `whoever pushed hf:${name} changed it by hand, so ask them, or take another revision`,
  );
  const { sums, stray } = proof;
  return { proven: sums > 0 && stray === undefined, ...(sums > 0 && stray !== undefined && { stray }) };
}
