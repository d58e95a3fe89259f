import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { StatsRow } from '../../run/store.ts';
import type { RowsMessage } from '../protocol.ts';
import { READ } from './files.ts';

/** A line of the log: where it ends, and the CRC-32 of all bytes up to there. */
interface Mark {
  readonly end: number;
  readonly sum: number;
}

interface Line extends Mark {
  readonly bytes: Buffer;
}

const START: Mark = { end: 0, sum: 0 };
const NEWLINE = 10;
/** Most rows of one message. */
const MOST_ROWS = 4096;
/** A file that changed later than this before it was read may have changed again with the same time stamp. */
const RACY_MS = 50;

/**
 * Follows a `stats.jsonl` for one reader: each `read` says how the log goes on after what the reader has, so that the
 * reader's rows are those of the file, each once, also when the file was cut and grew again in between. What the reader
 * has is told by an id, the number of rows and the checksum of their bytes, so that another process can go on.
 */
export class LogTail {
  private readonly path: string;
  private marks: Mark[] = [];
  /** The id that a reader came with, until the first read has looked whether it fits. */
  private after: string | undefined;
  /** Size and time of the file when it was read to its end. */
  private seen = '';

  /** @param after the `id` of the last message that the reader got; left out or empty: it has nothing yet */
  constructor(path: string, after?: string) {
    this.path = path;
    this.after = after || undefined;
  }

  /** What is new since the last call, or the first part of it; undefined: nothing. */
  async read(): Promise<RowsMessage | undefined> {
    const { bytes, stamp } = await readIfChanged(this.path, this.seen);
    if (!bytes) return undefined;
    const message = this.compare(bytes);
    this.seen = message ? '' : stamp; // there may be more
    return message;
  }

  /** Id of what was read so far. */
  get id(): string {
    const { sum } = this.last;
    return `${this.marks.length}-${sum.toString(16)}`;
  }

  private get last(): Mark {
    return this.marks.at(-1) ?? START;
  }

  private compare(bytes: Buffer): RowsMessage | undefined {
    if (this.after !== undefined) return this.takeUp(this.after, linesOf(bytes));
    const { end, sum } = this.last;
    const same = end <= bytes.length && crc32(bytes.subarray(0, end)) === sum;
    return same ? this.goOn(linesOf(bytes, this.last)) : this.takeBack(linesOf(bytes));
  }

  /** Goes on where another tail was, where the log still is what that one read. */
  private takeUp(after: string, lines: readonly Line[]): RowsMessage | undefined {
    this.after = undefined;
    const [, count, sum] = /^(\d{1,15})-([0-9a-f]{1,8})$/.exec(after) ?? [];
    const known = Number(count);
    const mark = known === 0 ? START : lines[known - 1];
    if (mark?.sum !== Number.parseInt(sum, 16)) return this.message(lines, 0);
    this.marks = lines.slice(0, known);
    return this.goOn(lines.slice(known));
  }

  /** The log is no longer what it was: keeps what both have in common. */
  private takeBack(lines: readonly Line[]): RowsMessage {
    const { marks } = this;
    let keep = 0;
    while (keep < marks.length && keep < lines.length && marks[keep].sum === lines[keep].sum) keep++;
    this.marks = marks.slice(0, keep);
    return this.message(lines.slice(keep), keep);
  }

  private goOn(lines: readonly Line[]): RowsMessage | undefined {
    return lines.length > 0 ? this.message(lines) : undefined;
  }

  private message(lines: readonly Line[], keep?: number): RowsMessage {
    const part = lines.slice(0, MOST_ROWS);
    for (const { end, sum } of part) this.marks.push({ end, sum });
    const rows = part.map(line => row(line.bytes.toString('utf8')));
    return { ...(keep !== undefined && { keep }), rows, id: this.id };
  }
}

/** The whole lines after a mark. A line without its end is still being written. */
function linesOf(bytes: Buffer, from: Mark = START): Line[] {
  const lines: Line[] = [];
  let { end: start, sum } = from;
  for (;;) {
    const end = bytes.indexOf(NEWLINE, start) + 1;
    if (end === 0) return lines;
    const line = bytes.subarray(start, end);
    sum = crc32(line, sum);
    lines.push({ end, sum, bytes: line });
    start = end;
  }
}

/** All of a file, empty where there is none; no bytes where it is what it was. */
async function readIfChanged(path: string, seen: string): Promise<{ bytes?: Buffer; stamp: string }> {
  const now = Date.now();
  const file = await open(path, READ).catch(() => undefined);
  if (!file) return seen === 'none' ? { stamp: seen } : { bytes: Buffer.alloc(0), stamp: 'none' };
  try {
    const { size, mtimeMs } = await file.stat();
    const stamp = now - mtimeMs > RACY_MS ? `${size} ${mtimeMs}` : '';
    return stamp !== '' && stamp === seen ? { stamp } : { bytes: await file.readFile(), stamp };
  } finally {
    await file.close();
  }
}

/** A line that is no JSON object stands for itself as an empty row, so that rows can be counted. */
function row(text: string): StatsRow {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}
