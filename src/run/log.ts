import { concatenate } from '../util/bytes.ts';
import { keepDamaged, replaceFile } from './atomic.ts';
import { type Digest, errorCode, type Files } from './files.ts';
import type { LogName, StatsRow } from './store.ts';

const FLUSH_BYTES = 65_536;
const FLUSH_MS = 1000;
/** Hex digits that prove a line. */
const DIGITS = 8;
const NEWLINE = 10;

/** One log of a run: rows are added at its end, and each line has a sum that checkpoints keep. */
export class Log {
  private readonly files: Files;
  private readonly digest: Digest;
  private readonly folder: string;
  private readonly name: LogName;
  /** Lines that are not written yet. */
  private buffer: string[] = [];
  private bufferBytes = 0;
  /** Of the lines in the file; undefined until it was read. */
  private sums: string[] | undefined;
  private length = 0; // bytes in the file
  private dirty = false;
  /** Whether half a row may stand behind `length`. */
  private torn = false;
  private flushedAt = performance.now();

  constructor(files: Files, digest: Digest, folder: string, name: LogName) {
    this.files = files;
    this.digest = digest;
    this.folder = folder;
    this.name = name;
  }

  /** Returns whether it is time to write. */
  add(row: StatsRow): boolean {
    const line = `${JSON.stringify(row)}\n`;
    this.buffer.push(line);
    this.bufferBytes += line.length;
    return this.bufferBytes >= FLUSH_BYTES || performance.now() - this.flushedAt >= FLUSH_MS;
  }

  async write(): Promise<void> {
    if (this.buffer.length === 0) return;
    const sums = await this.opened();
    const lines = this.buffer.map(line => new TextEncoder().encode(line));
    const bytes = concatenate(lines);
    await this.cut();
    try {
      this.torn = true;
      await this.files.append(this.path, bytes);
      this.torn = false;
    } catch (error) {
      await this.cut().catch(() => {}); // the first fault is the one to report
      throw error;
    }
    this.buffer = this.buffer.slice(lines.length);
    this.bufferBytes = this.buffer.reduce((sum, line) => sum + line.length, 0);
    this.length += bytes.length;
    this.dirty = true;
    this.flushedAt = performance.now();
    for (const line of lines) sums.push(this.sumOf(line));
  }

  async sync(): Promise<void> {
    if (!this.dirty) return;
    await this.files.sync(this.path);
    await this.files.syncFolder(this.folder);
    this.dirty = false;
  }

  /** What proves all lines that are written. */
  async proof(): Promise<string> {
    return (await this.opened()).join('');
  }

  /** Lines and those not written yet, without their ends. */
  async lines(): Promise<string[]> {
    const text = new TextDecoder();
    const written = (await this.read()).lines.map(line => text.decode(line.subarray(0, -1)));
    return [...written, ...this.buffer.map(line => line.slice(0, -1))];
  }

  /** What of the lines that a checkpoint knows is lost or damaged, in a sentence. */
  async check(proof: string): Promise<string | undefined> {
    const { lines } = await this.read();
    return this.complaint(this.compare(lines, sumsOf(proof)).missing, proof.length / DIGITS);
  }

  /**
   * Cuts the log to the lines that a checkpoint knows; those that are not as they were written are left out, and the
   * file as it was found is kept. Says in a sentence what is missing.
   */
  async rewind(proof: string): Promise<string | undefined> {
    await this.write();
    const { lines, bytes } = await this.read();
    const expected = sumsOf(proof);
    const { kept, missing } = this.compare(lines, expected);
    const good = concatenate(kept);
    const said = this.complaint(missing, expected.length);
    this.length = good.length;
    this.sums = kept.map(line => this.sumOf(line));
    const lost = missing.length > 0 && bytes.length > good.length; // in what would be cut
    if (!lost && good.every((byte, i) => byte === bytes[i])) {
      if (bytes.length > good.length) await this.files.truncate(this.path, good.length);
      return said;
    }
    const aside = await keepDamaged(this.files, this.folder, this.name, bytes, this.digest);
    await replaceFile(this.files, this.folder, this.name, good);
    const found = said ?? `${this.name}: lines were added that no training wrote`;
    return `${found}; the log goes on without them, and as it was found it is kept as ${aside}`;
  }

  /** No half rows: the next one would join them. */
  private async cut(): Promise<void> {
    if (!this.torn) return;
    await this.files.truncate(this.path, this.length).catch(error => {
      if (errorCode(error) !== 'ENOENT') throw error; // it was not even made
    });
    this.torn = false;
  }

  private get path(): string {
    return `${this.folder}/${this.name}`;
  }

  private async read(): Promise<{ bytes: Uint8Array; lines: Uint8Array[] }> {
    const bytes = await this.files.read(this.path).catch(error => {
      if (errorCode(error) === 'ENOENT') return new Uint8Array();
      throw error;
    });
    return { bytes, lines: linesOf(bytes) };
  }

  /** Sums of what an earlier process wrote, but for half a line at the end. */
  private async opened(): Promise<string[]> {
    if (this.sums) return this.sums;
    const { bytes, lines } = await this.read();
    this.length = lines.reduce((sum, line) => sum + line.length, 0);
    if (this.length < bytes.length) await this.files.truncate(this.path, this.length);
    this.sums = lines.map(line => this.sumOf(line));
    return this.sums;
  }

  /** The lines whose sums are expected, in order, and the numbers, from 1, of those that are not there. */
  private compare(lines: readonly Uint8Array[], expected: readonly string[]) {
    const last = new Map(expected.map((sum, i) => [sum, i]));
    const found = new Set<number>();
    const kept: Uint8Array[] = [];
    let next = 0;
    for (const line of lines) {
      const sum = this.sumOf(line);
      const at = expected[next] === sum ? next : (last.get(sum) ?? -1);
      if (at < next) continue;
      kept.push(line);
      found.add(at);
      next = at + 1;
    }
    const missing = [...expected.keys()].filter(i => !found.has(i)).map(i => i + 1);
    return { kept, missing };
  }

  private complaint(missing: readonly number[], count: number): string | undefined {
    if (missing.length === 0) return undefined;
    const more = missing.length > 5 ? ', …' : '';
    const which = `${missing.length === 1 ? 'line' : 'lines'} ${missing.slice(0, 5).join(', ')}${more}`;
    return `${this.name}: ${which} of the ${count} up to the checkpoint ${missing.length === 1 ? 'is' : 'are'} damaged or lost`;
  }

  private sumOf(line: Uint8Array): string {
    return this.digest([line]).slice(0, DIGITS);
  }
}

/** Whole lines with their ends. */
function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; ; ) {
    const end = bytes.indexOf(NEWLINE, start) + 1;
    if (end === 0) return lines;
    lines.push(bytes.subarray(start, end));
    start = end;
  }
}

const sumsOf = (proof: string): string[] => proof.match(/.{8}/g) ?? [];
