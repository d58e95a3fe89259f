import { keepDamaged, replaceFile } from './atomic.ts';
import { type Digest, errorCode, type Files } from './files.ts';
import { isWholeFile, SUMS } from './layout.ts';
import { DamageError } from './manifest.ts';
import { Sums } from './sums.ts';

/** The files of a run that are written whole, each with its sum: a flipped bit does not pass for what was written. */
export class RecordedFiles {
  private readonly files: Files;
  private readonly digest: Digest;
  private readonly folder: string;
  private sums: Sums;
  /** `SHA256SUMS` as this process read or wrote it last. */
  private written: Uint8Array | undefined;

  constructor(files: Files, digest: Digest, folder: string) {
    this.files = files;
    this.digest = digest;
    this.folder = folder;
    this.sums = new Sums(digest);
  }

  /** All or nothing, durably. Its sum goes first, so that a crash in between leaves what one of its sums proves. */
  async save(name: string, bytes: Uint8Array): Promise<void> {
    if (!isWholeFile(name)) throw new Error(`no file of a run that is written whole: ${name}`);
    await this.announce(name, bytes);
    await replaceFile(this.files, this.folder, name, bytes);
    this.sums.settle(name);
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    try {
      return await this.files.read(`${this.folder}/${name}`);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Leaves one sum for each file. */
  async close(): Promise<void> {
    if (this.written && !same(this.written, this.sums.encode())) await this.saveSums();
  }

  /** What is not as it was written, a sentence each. */
  async faults(): Promise<string[]> {
    try {
      const before = await this.stored();
      const contents = await Promise.all(
        before.names.map(async name => [name, await this.read(name)] as const),
      );
      const sums = await this.stored(); // later than the files: a sum is there before its file
      return contents.flatMap(([name, bytes]) => {
        if (!sums.names.includes(name)) return [];
        if (!bytes) return before.mayLack(name) ? [] : [complaint(name, false)];
        return sums.proves(name, bytes) ? [] : [complaint(name)];
      });
    } catch (error) {
      if (error instanceof DamageError)
        return [`${error.message}: nothing proves the other files of the run`];
      throw error;
    }
  }

  /**
   * Takes up what an earlier process left. What is damaged is kept under another name; it is then gone, but for
   * `config.json`, which is left to the caller, and damaged also where it does not parse.
   * @returns the names of what was damaged, each with the name of what is kept, empty where it was missing
   */
  async mend(): Promise<ReadonlyMap<string, string>> {
    const damaged = new Map<string, string>();
    try {
      this.sums = await this.stored();
      this.written = this.sums.encode();
    } catch (error) {
      if (!(error instanceof DamageError)) throw error;
      damaged.set(SUMS, await this.keep(SUMS));
      this.sums = await this.takenAsFound();
      await this.saveSums();
    }
    for (const name of new Set([...this.sums.names, CONFIG])) {
      const kept = await this.mendFile(name);
      if (kept !== undefined) damaged.set(name, kept);
    }
    return damaged;
  }

  /** The name that a damaged file is kept under, empty where it is missing. */
  private async mendFile(name: string): Promise<string | undefined> {
    const bytes = await this.read(name);
    if (bytes && this.sums.proves(name, bytes) && (name !== CONFIG || parses(bytes))) {
      this.sums.settle(name, bytes);
      return undefined;
    }
    const kept = bytes || !this.sums.mayLack(name) ? await this.keep(name) : undefined;
    this.sums.forget(name);
    if (bytes && name !== CONFIG) await this.files.remove(`${this.folder}/${name}`);
    return kept;
  }

  private async stored(): Promise<Sums> {
    const bytes = await this.read(SUMS);
    if (!bytes) throw new DamageError(`${SUMS} is missing`);
    return Sums.decode(bytes, this.digest);
  }

  private async takenAsFound(): Promise<Sums> {
    const sums = new Sums(this.digest);
    for (const name of (await this.files.list(this.folder)).filter(found => isWholeFile(found))) {
      const bytes = await this.read(name);
      if (bytes) sums.settle(name, bytes);
    }
    return sums;
  }

  /** The name that the content is kept under, empty where there is nothing. */
  private async keep(name: string): Promise<string> {
    const bytes = await this.read(name);
    return bytes ? keepDamaged(this.files, this.folder, name, bytes, this.digest) : '';
  }

  /** What could not be announced is not going to be written. */
  private async announce(name: string, bytes: Uint8Array): Promise<void> {
    if (!this.sums.announce(name, bytes)) return;
    try {
      await this.saveSums();
    } catch (error) {
      this.sums = this.written ? Sums.decode(this.written, this.digest) : new Sums(this.digest);
      throw error;
    }
  }

  private async saveSums(): Promise<void> {
    const bytes = this.sums.encode();
    await replaceFile(this.files, this.folder, SUMS, bytes);
    this.written = bytes;
  }
}

const CONFIG = 'config.json';

function parses(json: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(json));
    return true;
  } catch {
    return false;
  }
}

/** What is said of a file whose sum differs, or that is not there. */
export const complaint = (name: string, there = true) =>
  there
    ? `${name} is damaged or was edited: its SHA-256 is not that in ${SUMS}`
    : `${name} is missing: ${SUMS} names it`;

const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i]);
