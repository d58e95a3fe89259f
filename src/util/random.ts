import { normalQuantile } from './normal.ts';

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];
const PARITY = 0x1bd11bda;

/**
 * Threefry-2×32 with 20 rounds: a bijection of the 64-bit counter under a 64-bit key.
 * @param out receives the two 32-bit words
 * @see Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"; known answers in the test
 */
export function threefry(
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
  out: Uint32Array,
): void {
  const key2 = key0 ^ key1 ^ PARITY;
  const keys = [key0, key1, key2];
  let x = (counter0 + key0) | 0;
  let y = (counter1 + key1) | 0;
  for (let group = 0; group < 5; group++) {
    const base = (group & 1) * 4;
    for (let round = 0; round < 4; round++) {
      const rotation = ROTATIONS[base + round];
      x = (x + y) | 0;
      y = ((y << rotation) | (y >>> (32 - rotation))) ^ x;
    }
    x = (x + keys[(group + 1) % 3]) | 0;
    y = (y + keys[(group + 2) % 3] + group + 1) | 0;
  }
  out[0] = x;
  out[1] = y;
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
    for (let i = 0; i < out.length; i++) out[i] = (this.uint32() >>> 8) / 16777216;
    return out;
  }

  /** Fills `out` with standard normals; returns it. */
  normals<T extends Float32Array | Float64Array>(out: T): T {
    for (let i = 0; i < out.length; i++) out[i] = this.normal();
    return out;
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
