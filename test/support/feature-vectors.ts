/** The vectors of `test/fixtures/features.py`: the same numbers in any language. */

/** Uniforms of 24 bits from a linear congruential generator. */
function uniforms(seed: number, n: number): Float64Array {
  let x = seed;
  return Float64Array.from({ length: n }, () => {
    x = (Math.imul(1664525, x) + 1013904223) >>> 0;
    return (x >>> 8) / 2 ** 24;
  });
}

/** @returns [count, width] */
export function vectors(seed: number, count: number, width: number, shift = 0, copies = false): Float32Array {
  const u = uniforms(seed, count * width);
  const made = Float32Array.from(u, (x, at) => {
    const [row, j] = [Math.floor(at / width), at % width];
    return (x + u[row * width + ((7 * j + 3) % width)] + shift) / 2 ** (j % 6);
  });
  if (!copies) return made;
  const half = Math.floor(width / 2);
  for (let row = 0; row < made.length; row += width) {
    made.copyWithin(row + half, row, row + width - half);
    made[row] = 0.75;
  }
  return made;
}
