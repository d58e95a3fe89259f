import { normalQuantile } from './normal.ts';

const PARITY = 0x1bd11bda;
/** Words that bulk draws make at a time: small enough for the first-level cache. */
const CHUNK = 1024;

/**
 * Threefry-2×32 with 20 rounds: a bijection of the 64-bit counter under a 64-bit key. Written out,
 * because every random number of a training run passes through here.
 * @param out receives the two 32-bit words at `at` and `at` + 1
 * @see Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"; known answers in the test
 */
// biome-ignore format: one round a line
export function threefry(key0: number, key1: number, counter0: number, counter1: number, out: Uint32Array, at = 0): void {
  const key2 = key0 ^ key1 ^ PARITY;
  let x = (counter0 + key0) | 0;
  let y = (counter1 + key1) | 0;
  x = (x + y) | 0; y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0; y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0; y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0; y = ((y << 6) | (y >>> 26)) ^ x;
  x = (x + key1) | 0; y = (y + key2 + 1) | 0;
  x = (x + y) | 0; y = ((y << 17) | (y >>> 15)) ^ x;
  x = (x + y) | 0; y = ((y << 29) | (y >>> 3)) ^ x;
  x = (x + y) | 0; y = ((y << 16) | (y >>> 16)) ^ x;
  x = (x + y) | 0; y = ((y << 24) | (y >>> 8)) ^ x;
  x = (x + key2) | 0; y = (y + key0 + 2) | 0;
  x = (x + y) | 0; y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0; y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0; y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0; y = ((y << 6) | (y >>> 26)) ^ x;
  x = (x + key0) | 0; y = (y + key1 + 3) | 0;
  x = (x + y) | 0; y = ((y << 17) | (y >>> 15)) ^ x;
  x = (x + y) | 0; y = ((y << 29) | (y >>> 3)) ^ x;
  x = (x + y) | 0; y = ((y << 16) | (y >>> 16)) ^ x;
  x = (x + y) | 0; y = ((y << 24) | (y >>> 8)) ^ x;
  x = (x + key1) | 0; y = (y + key2 + 4) | 0;
  x = (x + y) | 0; y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0; y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0; y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0; y = ((y << 6) | (y >>> 26)) ^ x;
  x = (x + key2) | 0; y = (y + key0 + 5) | 0;
  out[at] = x;
  out[at + 1] = y;
}

function hashText(text: string): number {
  let hash = 0x811c9dc5; // FNV-1a
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * Counter-based random numbers keyed by (seed, stream, step): the values depend on nothing else,
 * so step n of a run is the same whether the process started at 0 or resumed at n − 1.
 *
 * @example
 *   const z = new Random(0, 'noise', step).normals(new Float32Array(64 * 100));
 */
export class Random {
  private readonly key0: number;
  private readonly key1: number;
  private readonly step: number;
  private block = 0;
  private spare = -1;
  private readonly words = new Uint32Array(2);

  /**
   * @param seed integer in [0, 2^53)
   * @param stream what the numbers are for, such as `noise` or `shuffle`: streams are independent
   * @param step integer in [0, 2^32): a position in the stream
   */
  constructor(seed: number, stream: string, step = 0) {
    threefry(seed >>> 0, Math.floor(seed / 2 ** 32), hashText(stream), 0, this.words);
    this.key0 = this.words[0];
    this.key1 = this.words[1];
    this.step = step;
  }

  /** The next 32 random bits, as an integer in [0, 2^32). */
  uint32(): number {
    if (this.spare >= 0) {
      const word = this.spare;
      this.spare = -1;
      return word;
    }
    threefry(this.key0, this.key1, this.block++, this.step, this.words);
    this.spare = this.words[1];
    return this.words[0];
  }

  /** Uniform on the open interval (0, 1), 32 bits. */
  uniform(): number {
    return (this.uint32() + 0.5) / 4294967296;
  }

  /** Standard normal by inverse transform. */
  normal(): number {
    return normalQuantile(this.uniform());
  }

  /** Uniform integer in [0, bound), bound ≤ 2^32; by multiplication, bias below bound / 2^53. */
  integer(bound: number): number {
    const high = this.uint32();
    const low = this.uint32() >>> 11;
    return Math.floor(((high * 2097152 + low) / 9007199254740992) * bound);
  }

  /** Fills `out` with uniforms on [0, 1), 24 bits each, exact in float32; returns it. */
  uniforms<T extends Float32Array | Float64Array>(out: T): T {
    this.inChunks(out.length, (bits, start, count) => {
      for (let i = 0; i < count; i++) out[start + i] = (bits[i] >>> 8) / 16777216;
    });
    return out;
  }

  /** Fills `out` with standard normals; returns it. */
  normals<T extends Float32Array | Float64Array>(out: T): T {
    this.inChunks(out.length, (bits, start, count) => {
      for (let i = 0; i < count; i++) out[start + i] = normalQuantile((bits[i] + 0.5) / 4294967296);
    });
    return out;
  }

  /** The next `total` words of {@link uint32}, a chunk at a time: one call a chunk instead of one a word. */
  private inChunks(total: number, use: (bits: Uint32Array, start: number, count: number) => void): void {
    const bits = new Uint32Array(Math.min(total + 1, CHUNK));
    for (let start = 0; start < total; ) {
      const count = Math.min(total - start, CHUNK - 1);
      let filled = 0;
      if (this.spare >= 0) {
        bits[filled++] = this.spare;
        this.spare = -1;
      }
      for (; filled < count; filled += 2)
        threefry(this.key0, this.key1, this.block++, this.step, bits, filled);
      if (filled > count) this.spare = bits[count];
      use(bits, start, count);
      start += count;
    }
  }

  /** A uniformly random permutation of 0 … n − 1 (Fisher-Yates). */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
}
