import type { Files } from '../../src/run/files.ts';
import { concatenate } from '../../src/util/bytes.ts';
import { Random } from '../../src/util/random.ts';

interface File {
  data: Uint8Array;
  /** What a power cut leaves; undefined before the first flush. */
  durable?: Uint8Array;
}

interface Folder {
  entries: Map<string, Node>;
  durable: Map<string, Node>;
}

type Node = File | Folder;

/** What is left after a crash: all writes, only flushed ones, unflushed files torn, or a random part. */
export type Aftermath = 'keep' | 'lose' | 'tear' | 'mix';

export class Crash extends Error {}

const isFolder = (node: Node | undefined): node is Folder => node !== undefined && 'entries' in node;
const fault = (code: string, path: string) => Object.assign(new Error(`${code}: ${path}`), { code });

/**
 * A file system that knows what is flushed and what is not, counts its operations, and fails or
 * crashes at a chosen one: after SQLite's crash tests.
 */
export class SimulatedDisk implements Files {
  operations = 0;
  /** Called before each operation; may throw. */
  before: (operation: number, name: string, path: string) => void = () => {};
  private root: Folder;
  private crashed = false;

  constructor(root: Folder = { entries: new Map(), durable: new Map() }) {
    this.root = root;
  }

  /** From operation k on everything throws, as if the process were gone. */
  crashAt(k: number): void {
    this.before = operation => {
      if (operation >= k) this.crashed = true;
      if (this.crashed) throw new Crash();
    };
  }

  /** Operation k throws `code`; with `stays`, so do all later ones that need space. */
  failAt(k: number, code: string, stays: boolean): void {
    this.before = (operation, name, path) => {
      const needsSpace = ['create', 'grow', 'flush', 'makeFolder', 'append'].includes(name);
      if (operation === k || (stays && operation > k && needsSpace)) throw fault(code, path);
    };
  }

  /** The disk as the next process finds it. */
  after(kind: Aftermath, seed = 0): SimulatedDisk {
    const random = new Random(seed, 'aftermath');
    return new SimulatedDisk(surviving(this.root, kind, random));
  }

  async read(path: string) {
    return this.file(path).data.slice();
  }

  async write(path: string, chunks: readonly Uint8Array[]) {
    this.count('create', path);
    const file: File = { data: new Uint8Array() };
    this.parent(path).entries.set(last(path), file);
    for (const chunk of chunks) {
      this.count('grow', path);
      file.data = concatenate([file.data, chunk.subarray(0, chunk.length >> 1)]);
      this.count('grow', path);
      file.data = concatenate([file.data, chunk.subarray(chunk.length >> 1)]);
    }
    this.count('flush', path);
    file.durable = file.data;
  }

  async append(path: string, bytes: Uint8Array) {
    this.count('append', path);
    const folder = this.parent(path);
    const file = (folder.entries.get(last(path)) as File | undefined) ?? { data: new Uint8Array() };
    folder.entries.set(last(path), file);
    file.data = concatenate([file.data, bytes.subarray(0, bytes.length >> 1)]);
    this.count('append', path);
    file.data = concatenate([file.data, bytes.subarray(bytes.length >> 1)]);
  }

  async sync(path: string) {
    this.count('flush', path);
    const file = this.file(path);
    file.durable = file.data;
  }

  async truncate(path: string, length: number) {
    this.count('truncate', path);
    const file = this.file(path);
    file.data = file.data.slice(0, length);
  }

  async syncFolder(path: string) {
    this.count('flushFolder', path);
    const folder = this.node(path);
    if (!isFolder(folder)) throw fault('ENOENT', path);
    folder.durable = new Map(folder.entries);
  }

  async rename(from: string, to: string) {
    this.count('rename', from);
    const node = this.node(from);
    if (!node) throw fault('ENOENT', from);
    const target = this.node(to);
    if (isFolder(target) && target.entries.size > 0) throw fault('ENOTEMPTY', to);
    this.parent(from).entries.delete(last(from));
    this.parent(to).entries.set(last(to), node);
  }

  async remove(path: string) {
    const node = this.node(path);
    if (!node) return;
    if (isFolder(node)) for (const name of node.entries.keys()) await this.remove(`${path}/${name}`);
    this.count('remove', path);
    this.parent(path).entries.delete(last(path));
  }

  async makeFolder(path: string) {
    if (this.node(path)) return;
    const above = path.slice(0, path.lastIndexOf('/'));
    if (above) await this.makeFolder(above);
    this.count('makeFolder', path);
    this.parent(path).entries.set(last(path), { entries: new Map(), durable: new Map() });
  }

  async list(path: string) {
    const folder = this.node(path);
    return isFolder(folder) ? [...folder.entries.keys()] : [];
  }

  async size(path: string) {
    const node = this.node(path);
    return node && !isFolder(node) ? node.data.length : undefined;
  }

  private count(name: string, path: string): void {
    this.before(this.operations++, name, path);
  }

  private node(path: string): Node | undefined {
    let node: Node | undefined = this.root;
    for (const name of path.split('/').filter(Boolean)) {
      node = isFolder(node) ? node.entries.get(name) : undefined;
    }
    return node;
  }

  private parent(path: string): Folder {
    const folder = this.node(path.slice(0, path.lastIndexOf('/')));
    if (!isFolder(folder)) throw fault('ENOENT', path);
    return folder;
  }

  private file(path: string): File {
    const node = this.node(path);
    if (!node || isFolder(node)) throw fault('ENOENT', path);
    return node;
  }
}

const last = (path: string) => path.slice(path.lastIndexOf('/') + 1);

function surviving(folder: Folder, kind: Aftermath, random: Random): Folder {
  const entries = new Map<string, Node>();
  for (const name of new Set([...folder.entries.keys(), ...folder.durable.keys()])) {
    const flushed = kind === 'lose' || (kind === 'mix' && random.integer(2) === 0);
    const node = (flushed ? folder.durable : folder.entries).get(name);
    if (isFolder(node)) entries.set(name, surviving(node, kind, random));
    else if (node) entries.set(name, survivingFile(node, kind, random));
  }
  return { entries, durable: new Map(entries) };
}

function survivingFile(file: File, kind: Aftermath, random: Random): File {
  const { data, durable = new Uint8Array() } = file;
  if (durable === data || kind === 'keep') return { data, durable: data };
  let same = 0; // what was flushed and not written again stays whole
  while (same < Math.min(data.length, durable.length) && data[same] === durable[same]) same++;
  const torn = data.slice();
  torn.fill(0, same + ((data.length - same) >> 1));
  const choices = { lose: durable, tear: torn, mix: [durable, torn, data][random.integer(3)] };
  return { data: choices[kind], durable: choices[kind] };
}
