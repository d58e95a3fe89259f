/** A matrix by rows. */
export interface Matrix {
  readonly values: Float32Array;
  readonly columns: number;
}

/** ‖·‖ of each column. */
export function columnLengths({ values, columns }: Matrix): Float32Array {
  const squares = new Float32Array(columns);
  for (let i = 0; i < values.length; i++) squares[i % columns] += values[i] ** 2;
  return squares.map(Math.sqrt);
}

/** ‖·‖ of each row. */
export function rowLengths({ values, columns }: Matrix): Float32Array {
  return Float32Array.from({ length: values.length / columns }, (_, row) =>
    Math.hypot(...values.subarray(row * columns, (row + 1) * columns)),
  );
}

/** The places of the `most` largest values, in their order; of equals the first. */
export function largest(values: ArrayLike<number>, most: number): Int32Array {
  const places = Array.from({ length: values.length }, (_, i) => i);
  places.sort((a, b) => values[b] - values[a] || a - b);
  return Int32Array.from(places.slice(0, most)).sort();
}

/** Columns of a matrix, each as a row. [columns chosen, rows chosen] */
export function picked({ values, columns }: Matrix, chosen: Int32Array, rows: Int32Array): Float32Array {
  const out = new Float32Array(chosen.length * rows.length);
  chosen.forEach((column, i) => {
    rows.forEach((row, j) => {
      out[i * rows.length + j] = values[row * columns + column];
    });
  });
  return out;
}
