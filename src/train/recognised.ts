import type { FeatureNetwork, Features } from '../metrics/metric.ts';

/** Probability of a class from which a sample counts as recognisable. */
const SURE = 0.9;
/** Share of the recognisable samples from which a class counts as there. */
const THERE = 0.01;

/** What a network that classifies recognises among samples. */
export interface Recognised {
  /** Of samples whose class it is sure of. */
  readonly share: number;
  /** Classes that are there. */
  readonly found: number;
}

export function recognised({ probabilities, values, size }: Features): Recognised {
  const count = values.length / size;
  const classes = probabilities!.length / count;
  const counts = new Array<number>(classes).fill(0);
  for (let i = 0; i < count; i++) {
    const row = probabilities!.subarray(i * classes, (i + 1) * classes);
    const most = Math.max(...row);
    if (most >= SURE) counts[row.indexOf(most)]++;
  }
  const sure = counts.reduce((sum, n) => sum + n, 0);
  return { share: sure / count, found: counts.filter(n => n > THERE * sure).length };
}

/** The quality of samples in a sentence that needs no knowledge of the field. */
export function recognisedText(
  what: string,
  generated: Recognised,
  real: Recognised,
  { classes = [] }: Pick<FeatureNetwork, 'classes'>,
): string {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const all = classes.length === 10 ? 'all ten appear' : `all ${classes.length} classes appear`;
  const found =
    generated.found === classes.length ? all : `${generated.found} of ${classes.length} classes appear`;
  return `${percent(generated.share)} of the samples are recognisable ${what}; ${found}; real ${what} score ${percent(real.share)}`;
}
