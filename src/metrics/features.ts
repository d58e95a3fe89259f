import type { Features } from './metric.ts';

/** The most probable class of each sample. */
export function classesOf({ probabilities, values, size }: Features): Int32Array {
  const count = values.length / size;
  const classes = probabilities!.length / count;
  return Int32Array.from({ length: count }, (_, i) => {
    const row = probabilities!.subarray(i * classes, (i + 1) * classes);
    return row.indexOf(Math.max(...row));
  });
}
