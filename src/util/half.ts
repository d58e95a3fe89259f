/** Largest finite number of 16 bits. */
export const MOST_HALF = 65_504;

const bits = new Uint32Array(1);
const single = new Float32Array(bits.buffer);

/**
 * The bits of the nearest number of 16 bits, of two as near the even one; beyond ±65504 the largest, never ∞.
 * @see IEEE 754-2019, binary16
 */
export function halfBits(x: number): number {
  single[0] = x;
  const sign = (bits[0] >>> 16) & 0x8000;
  const size = bits[0] & 0x7fffffff;
  if (size > 0x7f800000) return 0x7e00; // NaN
  if (Math.abs(single[0]) >= MOST_HALF) return sign | 0x7bff;
  if (size < 0x38800000) return sign | roundEven(Math.abs(single[0]) * 2 ** 24); // below 2⁻¹⁴: multiples of 2⁻²⁴
  return sign | roundEven((size - 0x38000000) / 2 ** 13);
}

function roundEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  return below + Number(rest > 0.5 || (rest === 0.5 && below % 2 === 1));
}

/** Numbers as 16 bits each. */
export const toHalf = (values: ArrayLike<number>): Uint16Array => Uint16Array.from(values, halfBits);

/** The number of its 16 bits. */
export function fromHalf(half: number): number {
  const [sign, exponent, fraction] = [half >> 15 ? -1 : 1, (half >> 10) & 31, half & 1023];
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction);
}
