import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { StatsRow } from '../../run/store.ts';
import { openRegular, UnreadableError } from './files.ts';

/** A line of the log: where it ends, and the CRC-32 of all bytes up to there. */
interface Mark {
  readonly end: number;
  readonly sum: number;
}

const START: Mark = { end: 0, sum: 0 };
const NEWLINE = 10;
/** Most rows and bytes of one message; a message has one row at least. */
const MOST_ROWS = 2048;
const MOST_BYTES = 262_144;
/** What is read at once, and how long a line may be. */
const CHUNK = 65_536;
/** More than a page can draw; so many take 16 MB of marks. */
const MOST_LINES = 1_000_000;
/** A file that changed later than this before it was read may have changed again with the same time stamp. */
const RACY_MS = 50;
/** A log may change while it is read, but not always. */
const TRIES = 5;
/** Parts that are kept: followers that are at the same place ask for the same one. */
const KEPT_PARTS = 8;

/** A message to a reader: a `RowsMessage` as JSON in pieces without line ends, whose largest all readers share. */
export interface Told {
  readonly id: string;
  readonly pieces: readonly Uint8Array[];
}

const NO_ROWS = Buffer.from('[]');

/**
 * A `stats.jsonl`, looked at once for all who follow it: where its lines end, and the checksums by which a reader that
 * comes back, and a file that was cut and grew again, are known.
 */
export class Log {
  private readonly path: string;
  private readonly ends: number[] = [];
  private readonly sums: number[] = [];
  private readonly tails = new Set<LogTail>();
  private readonly parts = new Map<string, Promise<Buffer | undefined>>();
  /** Size and time of the file when it was read to its end. */
  private seen = '';
  private looking?: Promise<void>;

  constructor(path: string) {
    this.path = path;
  }

  /** Number of whole lines. */
  get length(): number {
    return this.ends.length;
  }

  /**
   * A reader of its own place.
   * @param after the `id` of the last message that the reader got; left out or empty: it has nothing yet
   */
  tail(after?: string): LogTail {
    const tail = new LogTail(this, after, () => this.tails.delete(tail));
    this.tails.add(tail);
    return tail;
  }

  /**
   * Sees what has changed; those who ask meanwhile wait for the same look.
   * @throws UnreadableError when there is something else than a log
   */
  look(): Promise<void> {
    this.looking ??= this.update().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  /** The last line before `count`. */
  mark(count: number): Mark {
    return count === 0 ? START : { end: this.ends[count - 1], sum: this.sums[count - 1] };
  }

  /** How many lines from `from` one message takes. */
  partEnd(from: number): number {
    const { end } = this.mark(from);
    let to = Math.min(from + MOST_ROWS, this.length);
    while (to > from + 1 && this.ends[to - 1] - end > MOST_BYTES) to--;
    return to;
  }

  /** Rows from `from` to `to` as a JSON array; undefined where the file is no longer what was seen. */
  part(from: number, to: number): Promise<Buffer | undefined> {
    const key = `${from} ${to} ${this.mark(from).sum} ${this.mark(to).sum}`;
    const known = this.parts.get(key);
    if (known) return known;
    const part = this.readPart(this.mark(from), this.mark(to));
    this.parts.set(key, part);
    for (const [old] of this.parts) if (this.parts.size > KEPT_PARTS) this.parts.delete(old);
    part.catch(() => {}).then(rows => rows === undefined && this.parts.delete(key));
    return part;
  }

  private async readPart(from: Mark, to: Mark): Promise<Buffer | undefined> {
    const opened = await openRegular(this.path);
    if (!opened) return undefined;
    try {
      const bytes = await bytesOf(opened.file, from.end, to.end - from.end);
      if (crc32(bytes, from.sum) !== to.sum) return undefined;
      const lines = bytes.toString('utf8').split('\n').slice(0, -1);
      return Buffer.from(`[${lines.map(row).join(',')}]`);
    } finally {
      await opened.file.close();
    }
  }

  private async update(): Promise<void> {
    const now = Date.now();
    const opened = await openRegular(this.path);
    if (!opened) {
      this.seen = '';
      return this.cut(0);
    }
    const { file, status } = opened;
    try {
      const { size, mtimeMs, ino } = status;
      const stamp = now - mtimeMs > RACY_MS ? `${size} ${mtimeMs} ${ino}` : '';
      if (stamp !== '' && stamp === this.seen) return;
      this.seen = ''; // until it was read to its end
      await this.scan(file, (await this.isContinued(file, size)) ? this.length : 0);
      this.seen = stamp;
    } finally {
      await file.close();
    }
  }

  /**
   * Whether the lines of before are still there, by the last of them: writers only append, or cut and append, so what
   * comes after a cut would have to be the same again.
   */
  private async isContinued(file: FileHandle, size: number): Promise<boolean> {
    const { end, sum } = this.mark(this.length);
    if (end === 0 || size < end) return end === 0;
    const from = this.mark(firstAtLeast(this.ends, end - CHUNK) + 1);
    const begin = from.end < end ? from : START; // a single line
    return crc32(await bytesOf(file, begin.end, end - begin.end), begin.sum) === sum;
  }

  /** Reads lines to the end of the file; those that are known are compared from `index` on. */
  private async scan(file: FileHandle, index: number): Promise<void> {
    let [at, { end, sum }] = [index, this.mark(index)];
    const buffer = Buffer.allocUnsafe(CHUNK);
    let reading = end;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK, reading);
      const bytes = buffer.subarray(0, bytesRead);
      let start = 0;
      for (let next = bytes.indexOf(NEWLINE) + 1; next > 0; next = bytes.indexOf(NEWLINE, start) + 1) {
        sum = crc32(bytes.subarray(start, next), sum);
        end = reading + next;
        this.put(at++, { end, sum });
        start = next;
      }
      reading = end;
      if (bytesRead < CHUNK) break;
      if (start === 0) throw tooMuch(`lines of less than ${CHUNK} bytes, got a longer one`);
    }
    this.cut(at);
  }

  private put(index: number, { end, sum }: Mark): void {
    if (index < this.length && this.ends[index] === end && this.sums[index] === sum) return;
    this.cut(index);
    if (index >= MOST_LINES) throw tooMuch(`at most ${MOST_LINES} rows, got more`);
    this.ends.push(end);
    this.sums.push(sum);
  }

  /** The log is no longer what it was: all keep the lines that it shares with what it was. */
  private cut(length: number): void {
    if (length >= this.length) return;
    this.ends.length = length;
    this.sums.length = length;
    for (const tail of this.tails) tail.cut(length);
  }
}

/**
 * One reader of a log: each `read` says how the log goes on after what the reader has, so that the reader's rows are those
 * of the file, each once, also when the file was cut and grew again in between. What the reader has is told by an id, the
 * number of rows and the checksum of their bytes, so that another process can go on.
 */
export class LogTail {
  /** Ends the reader; the log forgets it. */
  readonly close: () => void;
  private readonly log: Log;
  private count = 0;
  /** Rows that the reader is to keep, where it has more. */
  private keep: number | undefined;
  /** The id that a reader came with, until the first look has shown whether it fits. */
  private after: string | undefined;

  constructor(log: Log, after: string | undefined, close: () => void) {
    this.log = log;
    this.after = after || undefined;
    this.close = close;
  }

  /**
   * What is new since the last call, or the first part of it; undefined: nothing.
   * @throws UnreadableError as {@link Log.look}
   */
  async read(): Promise<Told | undefined> {
    const { log } = this;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      await log.look();
      this.takeUp();
      const from = this.count;
      if (from === log.length && this.keep === undefined) return undefined;
      const to = log.partEnd(from);
      const rows = from < to ? await log.part(from, to) : NO_ROWS;
      if (rows !== undefined && this.count === from && log.length >= to) return this.told(to, rows);
    }
    return undefined;
  }

  /** What the reader has now, for a message without rows. */
  get nothing(): Told {
    return this.message(undefined, NO_ROWS);
  }

  /** The log has only so many lines left of those that it had. */
  cut(length: number): void {
    if (length >= this.count) return;
    this.count = length;
    this.keep = length;
  }

  /** Goes on where another reader was, where the log still is what that one read. */
  private takeUp(): void {
    if (this.after === undefined) return;
    const [, count, sum] = /^(\d{1,15})-([0-9a-f]{1,8})$/.exec(this.after) ?? [];
    this.after = undefined;
    const known = Number(count);
    if (known <= this.log.length && this.log.mark(known).sum === Number.parseInt(sum, 16)) this.count = known;
    else this.keep = 0;
  }

  private told(to: number, rows: Uint8Array): Told {
    const { keep } = this;
    [this.count, this.keep] = [to, undefined];
    return this.message(keep, rows);
  }

  private message(keep: number | undefined, rows: Uint8Array): Told {
    const id = `${this.count}-${this.log.mark(this.count).sum.toString(16)}`;
    const kept = keep === undefined ? '' : `"keep":${keep},`;
    return { id, pieces: [Buffer.from(`{${kept}"rows":`), rows, Buffer.from(`,"id":"${id}"}`)] };
  }
}

/** The logs that were asked for last, so that those who ask for the same one share it. */
export class Logs {
  private readonly logs = new Map<string, Log>();

  /** Of a run's folder. */
  of(folder: string): Log {
    const path = `${folder}/stats.jsonl`;
    const log = this.logs.get(path) ?? new Log(path);
    this.logs.delete(path);
    this.logs.set(path, log);
    for (const [old] of this.logs) if (this.logs.size > MOST_LOGS) this.logs.delete(old);
    return log;
  }
}

const MOST_LOGS = 32;

/** The first of ascending numbers that is at least `least`; their count where none is. */
function firstAtLeast(numbers: readonly number[], least: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function bytesOf(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
  return buffer.subarray(0, bytesRead);
}

const tooMuch = (what: string) => new UnreadableError(`stats.jsonl: expected ${what}`);

/** A line that is no row stands for itself as an empty one, so that rows can be counted. */
const row = (text: string): string => (rowOf(text) ? text.replaceAll('\r', '') : '{}');

/** The row that a line is: an object of plain values. */
export function rowOf(text: string): StatsRow | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(text) as StatsRow;
    return Object.values(value).every(v => typeof v !== 'object' || v === null) ? value : undefined;
  } catch {
    return undefined;
  }
}
