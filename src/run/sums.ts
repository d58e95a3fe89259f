import { concatenate } from '../util/bytes.ts';
import type { Digest } from './files.ts';
import { isWholeFile, SUMS } from './layout.ts';
import { DamageError } from './manifest.ts';

const SEAL = /^# sha256 of what follows: ([0-9a-f]{64})\n/;
/** In place of an earlier sum: there was no such file. */
const ABSENT = '0'.repeat(64);
const LINE = /^(# or still )?([0-9a-f]{64}) {2}([^\n]+)$/;

/**
 * What proves the files of a run that are written whole: `SHA256SUMS`, which `sha256sum -c` reads as well. A file is
 * announced here before it is replaced, so until then it may still be what it was, or not be there.
 */
export class Sums {
  private readonly digest: Digest;
  private readonly sums = new Map<string, string>();
  private readonly earlier = new Map<string, Set<string>>();

  constructor(digest: Digest) {
    this.digest = digest;
  }

  /** @throws DamageError when any byte differs from what was written, or it names what Saddle does not write: anyone can seal */
  static decode(bytes: Uint8Array, digest: Digest): Sums {
    const text = new TextDecoder().decode(bytes);
    const [head = '', seal] = SEAL.exec(text) ?? [];
    if (seal === undefined || digest([bytes.subarray(head.length)]) !== seal) {
      throw new DamageError(`${SUMS} is damaged`);
    }
    const found = new Sums(digest);
    for (const line of text.slice(head.length).split('\n')) {
      const [, still, sum, name] = LINE.exec(line) ?? [];
      if (name === undefined) continue;
      if (!isWholeFile(name)) throw new DamageError(`${SUMS} names what no run writes`);
      if (still === undefined) found.sums.set(name, sum);
      else found.remember(name, sum);
    }
    return found;
  }

  encode(): Uint8Array {
    const sorted = [...this.sums].sort(([a], [b]) => (a < b ? -1 : 1));
    const lines = sorted.map(([name, sum]) => `${sum}  ${name}\n`);
    const still = [...this.earlier].flatMap(([name, all]) =>
      [...all].map(sum => `# or still ${sum}  ${name}\n`),
    );
    const body = new TextEncoder().encode([...lines, ...still].join(''));
    const head = new TextEncoder().encode(`# sha256 of what follows: ${this.digest([body])}\n`);
    return concatenate([head, body]);
  }

  get names(): readonly string[] {
    return [...this.sums.keys()];
  }

  /** A file is about to be replaced. Returns whether that was not known yet. */
  announce(name: string, content: Uint8Array): boolean {
    const [before, sum] = [this.sums.get(name), this.digest([content])];
    if (before === sum) return false;
    this.remember(name, before ?? ABSENT);
    this.sums.set(name, sum);
    return true;
  }

  /** A file is what was announced, or what it is found to be. */
  settle(name: string, content?: Uint8Array): void {
    if (content) this.sums.set(name, this.digest([content]));
    this.earlier.delete(name);
  }

  forget(name: string): void {
    this.sums.delete(name);
    this.earlier.delete(name);
  }

  /** Whether a file is as it was written. */
  proves(name: string, content: Uint8Array): boolean {
    const sum = this.digest([content]);
    return this.sums.get(name) === sum || this.earlier.get(name)?.has(sum) === true;
  }

  /** Whether a file was announced, and may not have been written yet. */
  mayLack(name: string): boolean {
    return this.earlier.get(name)?.has(ABSENT) === true;
  }

  private remember(name: string, sum: string): void {
    this.earlier.set(name, (this.earlier.get(name) ?? new Set()).add(sum));
  }
}
