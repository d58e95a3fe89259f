import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file in a commit: git's name of its blob, and of a large one the SHA-256 of its content. */
interface Blob {
  readonly oid: string;
  readonly size: number;
  readonly lfs?: { readonly oid: string; readonly size: number; readonly pointerSize: number };
}
type Tree = Readonly<Record<string, Blob>>;

export interface Model {
  readonly private: boolean;
  readonly branches: Readonly<Record<string, string>>;
  readonly commits: Readonly<Record<string, { readonly title: string; readonly tree: Tree }>>;
}

/** What a commit says of a file. */
export type Change =
  | { readonly path: string; readonly content: Buffer }
  | { readonly path: string; readonly oid: string; readonly size: number };

/** The models and objects of a double of the Hub, in files below `root`. */
export class HubStore {
  private readonly root: string;

  constructor(root: string) {
    this.root = root;
    for (const folder of ['models', 'objects', 'parts']) mkdirSync(join(root, folder), { recursive: true });
  }

  model(name: string): Model | undefined {
    return existsSync(this.path(name)) ? JSON.parse(readFileSync(this.path(name), 'utf8')) : undefined;
  }

  create(name: string, hidden: boolean): void {
    const first = { title: 'initial commit', tree: {} };
    this.save(name, { private: hidden, branches: { main: '0' }, commits: { '0': first } });
    this.put(name, { '.gitattributes': '*.onnx filter=lfs diff=lfs merge=lfs -text\n' });
  }

  branch(name: string, branch: string): void {
    const model = this.model(name)!;
    this.save(name, { ...model, branches: { ...model.branches, [branch]: model.branches['main'] } });
  }

  commit(name: string, branch: string, title: string, changes: readonly Change[]): string {
    const model = this.model(name)!;
    const tree = { ...model.commits[model.branches[branch]].tree };
    for (const change of changes)
      tree[change.path] = 'content' in change ? this.regular(change.content) : pointerTo(change);
    const sha = randomBytes(20).toString('hex');
    const branches = { ...model.branches, [branch]: sha };
    this.save(name, { ...model, branches, commits: { ...model.commits, [sha]: { title, tree } } });
    return sha;
  }

  content(blob: Blob): Buffer {
    return readFileSync(this.object(blob.lfs?.oid ?? blob.oid));
  }

  /** Whether the content of a large file is there. */
  has(oid: string): boolean {
    return existsSync(this.object(oid));
  }

  /** The content of a large file; false where it is another. */
  keep(oid: string, content: Buffer): boolean {
    if (sha256(content) !== oid) return false;
    writeFileSync(this.object(oid), content);
    return true;
  }

  /** Returns the tag that proves the part. */
  keepPart(oid: string, part: number, content: Buffer): string {
    writeFileSync(this.part(oid, part), content);
    return sha1(content);
  }

  keepParts(oid: string, parts: readonly { readonly partNumber: number; readonly etag: string }[]): boolean {
    const contents = parts.map(({ partNumber }) => readFileSync(this.part(oid, partNumber)));
    return contents.every((c, i) => sha1(c) === parts[i].etag) && this.keep(oid, Buffer.concat(contents));
  }

  /** The files of a model as they are there. */
  files(name: string, branch = 'main'): Map<string, Buffer> {
    const model = this.model(name)!;
    const { tree } = model.commits[model.branches[branch]];
    return new Map(Object.entries(tree).map(([path, blob]) => [path, this.content(blob)]));
  }

  titles(name: string): string[] {
    return Object.values(this.model(name)!.commits).map(({ title }) => title);
  }

  /** Changes a bit of what is sent for a large file, and nothing that is said of it; done twice it is as it was. */
  spoil(name: string, path: string): void {
    const { branches, commits } = this.model(name)!;
    const blob = commits[branches['main']].tree[path];
    const content = this.content(blob);
    content[content.length >> 1] ^= 1;
    writeFileSync(this.object(blob.lfs!.oid), content);
  }

  /** Puts files there by hand. */
  put(name: string, files: Readonly<Record<string, string>>): void {
    if (!this.model(name)) this.create(name, false);
    const changes = Object.entries(files).map(([path, text]) => ({ path, content: Buffer.from(text) }));
    this.commit(name, 'main', 'by hand', changes);
  }

  private path = (name: string) => join(this.root, 'models', `${name.replace('/', '--')}.json`);
  private object = (oid: string) => join(this.root, 'objects', oid);
  private part = (oid: string, part: number) => join(this.root, 'parts', `${oid}-${part}`);

  private save(name: string, model: Model): void {
    writeFileSync(`${this.path(name)}.new`, JSON.stringify(model));
    renameSync(`${this.path(name)}.new`, this.path(name));
  }

  private regular(content: Buffer): Blob {
    const oid = sha1(Buffer.concat([Buffer.from(`blob ${content.length}\0`), content]));
    writeFileSync(this.object(oid), content);
    return { oid, size: content.length };
  }
}

const hash = (name: string) => (content: Uint8Array) => createHash(name).update(content).digest('hex');
const sha1 = hash('sha1');
const sha256 = hash('sha256');

/** As git-lfs writes pointers. */
function pointerTo({ oid, size }: { readonly oid: string; readonly size: number }): Blob {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${size}\n`;
  const name = sha1(Buffer.from(`blob ${pointer.length}\0${pointer}`));
  return { oid: name, size, lfs: { oid, size, pointerSize: pointer.length } };
}
