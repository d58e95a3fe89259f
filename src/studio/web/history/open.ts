import type { RunFiles } from '../../../run/files.ts';
import { isRunFile, MOST_UNPACKED } from '../../../run/layout.ts';
import { UserError } from '../../../util/error.ts';
import { bytesText } from '../../../util/text.ts';
import { getRun } from '../runs/api.ts';

/** A file by its path below what was chosen or dropped. */
export interface Given {
  readonly path: string;
  readonly file: File;
}

/** Which files of a run are read: those that `readArchive` needs, and the reader's own images. */
const isNeeded = (path: string) => /^(config\.json|stats\.jsonl|(checkpoints|images)\/.*)$/.test(path);

/** The files of a run from a zip of it, or from the files of its folder. */
export async function filesOf(given: readonly Given[]): Promise<RunFiles> {
  if (given.length === 1 && !given[0].path.endsWith('config.json')) return filesOfZip(given[0].file);
  const config = given.map(({ path }) => path).filter(path => /(^|\/)config\.json$/.test(path));
  const root = config.sort((a, b) => a.length - b.length)[0]?.slice(0, -'config.json'.length);
  if (root === undefined)
    throw new UserError(
      'run: expected a zip of a run, or its folder, got files without a config.json; choose another',
    );
  const needed = given
    .filter(({ path }) => path.startsWith(root))
    .map(({ path, file }) => ({ path: path.slice(root.length), file }))
    .filter(({ path }) => isNeeded(path) && isRunFile(path));
  const size = needed.reduce((sum, { file }) => sum + file.size, 0);
  if (size > MOST_UNPACKED)
    throw new UserError(
      `run: expected at most ${bytesText(MOST_UNPACKED, 'floor')}, got ${bytesText(size, 'ceil')}`,
    );
  return new Map(
    await Promise.all(needed.map(async ({ path, file }) => [path, await bytesOf(file)] as const)),
  );
}

const isModel = ({ path }: Given) => /\.onnx$/i.test(path);
const isOfD = ({ path }: Given) => /_discriminator(_\w+)?\.onnx$/i.test(path);
const isState = ({ path }: Given) => /(^|\/)checkpoints\//.test(path);

/** The exported generator that was given: of a folder the whole model, not one of fewer bits, nor D; none in that of a run. */
export function modelIn(given: readonly Given[]): Given | undefined {
  const models = given.filter(isModel);
  if (given.length === 1) return models[0];
  if (given.some(isState)) return undefined;
  return models.filter(model => !isOfD(model)).sort((a, b) => a.path.length - b.path.length)[0];
}

/** Whether a folder of a run was given, or a zip of one. */
export async function isRun(given: readonly Given[]): Promise<boolean> {
  if (given.some(({ path }) => /(^|\/)config\.json$/i.test(path))) return true;
  if (given.length !== 1 || !/\.zip$/i.test(given[0].path)) return false;
  const { isRunZip } = await import('../images/unzip.ts');
  return isRunZip(given[0]);
}

/** What a file input chose: a file, or the files of a folder. */
export function chosen(list: FileList | null): Given[] {
  return [...(list ?? [])].map(file => ({ path: file.webkitRelativePath || file.name, file }));
}

/** What was dropped, folders included. Must be called while the event is handled. */
export async function dropped({ items, files }: DataTransfer): Promise<Given[]> {
  const entries = [...items].flatMap(item => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return chosen(files); // from a program, not from the disk
  return (await Promise.all(entries.map(within))).flat();
}

async function within(entry: FileSystemEntry): Promise<Given[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((...settle) => (entry as FileSystemFileEntry).file(...settle));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((...settle) => reader.readEntries(...settle));
    if (some.length === 0) break; // a call gives a hundred at most
    entries.push(...some);
  }
  return (await Promise.all(entries.map(within))).flat();
}

async function filesOfZip(file: File): Promise<RunFiles> {
  const { unpackRun } = await import('../../../run/zip.ts');
  if (file.size > MOST_UNPACKED)
    throw new UserError(`zip: expected a zip of a run, got ${file.name} of ${bytesText(file.size, 'ceil')}`);
  return (await unpackRun(await bytesOf(file), isNeeded)).files;
}

const bytesOf = async (file: Blob) => new Uint8Array(await file.arrayBuffer());

/** The files of a run of this machine, from the studio's server. */
export async function filesOfRun(id: string): Promise<RunFiles> {
  const { checkpoints } = await getRun(id);
  const { stepName } = await import('../../../run/store.ts');
  const files = new Map<string, Uint8Array>();
  const add = async (name: string) => {
    const bytes = await fetched(id, name);
    if (bytes) files.set(name, bytes);
    return bytes;
  };
  await add('config.json');
  for (const step of checkpoints) {
    const folder = `checkpoints/${stepName(step)}`;
    const manifest = await add(`${folder}/manifest.json`);
    for (const name of manifest ? namesIn(manifest) : []) await add(`${folder}/${name}`);
  }
  await add('stats.jsonl'); // after the checkpoints: it is at least as long as they say
  return files;
}

/** Undefined where there is no such file, or no more: a run that trains gives up old checkpoints. */
async function fetched(id: string, name: string): Promise<Uint8Array | undefined> {
  const answer = await fetch(`api/runs/${encodeURIComponent(id)}/files/${name}`);
  return answer.ok ? bytesOf(await answer.blob()) : undefined;
}

/** Files that a manifest lists; one that does not parse is damaged, which the reader says. */
function namesIn(manifest: Uint8Array): string[] {
  try {
    const { files } = JSON.parse(new TextDecoder().decode(manifest)) as { files: { name: string }[] };
    return files.map(({ name }) => name);
  } catch {
    return [];
  }
}
