import fc from 'fast-check';

/** Random probability laws over `size` outcomes; some entries are exactly 0 when `sparse`. */
export function lawOf(size: number, sparse = false): fc.Arbitrary<number[]> {
  const weight = fc.double({ min: 1e-6, max: 1, noNaN: true });
  const entry = sparse ? fc.oneof(weight, fc.constant(0)) : weight;
  return fc
    .array(entry, { minLength: size, maxLength: size })
    .filter(w => w.some(x => x > 0))
    .map(w => {
      const sum = w.reduce((a, b) => a + b);
      return w.map(x => x / sum);
    });
}

/** Two random laws over the same 1 to 12 outcomes. */
export function pairOfLaws(sparse = false): fc.Arbitrary<[number[], number[]]> {
  return fc.integer({ min: 1, max: 12 }).chain(n => fc.tuple(lawOf(n, sparse), lawOf(n, sparse)));
}
