import type { Checkpoint } from '../../run/store.ts';

/** Numbers of a step by their names. */
export interface Scalars {
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

/** The numbers of a row by names such as `train/lossD`. */
export function scalars(
  group: string,
  { step, images: _, ...row }: Readonly<Record<string, unknown>>,
): Scalars {
  const numbers = Object.entries(row).filter((entry): entry is [string, number] => Number.isFinite(entry[1]));
  return {
    step: Number(step),
    values: Object.fromEntries(numbers.map(([name, n]) => [`${group}/${name}`, n])),
  };
}

/** Figures without what stands beside their values. */
export const valuesOf = (figures: Readonly<Record<string, { readonly value: number }>>) =>
  Object.fromEntries(Object.entries(figures).map(([name, { value }]) => [name, value]));

/** The weights of both networks by names such as `weights/generator/dense1/weight`. */
export function* weightsOf(checkpoint: Checkpoint | undefined): Generator<[string, Float32Array]> {
  for (const [name, { data }] of checkpoint?.tensors ?? []) {
    if (/^(generator|discriminator)\//.test(name)) yield [`weights/${name}`, data];
  }
}
