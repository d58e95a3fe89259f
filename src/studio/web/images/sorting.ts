import type { Judgements } from '../../../metrics/networks/classifier.ts';

/** How many samples of a class are shown. */
const SHOWN = 10;

/** The samples of one class: those that a classifier takes for it or, of a conditional G, those asked for. */
export interface Row {
  readonly label: number;
  /** Part of all samples that is taken for it; of a conditional G, part of those asked for. */
  readonly share: number;
  /** Some of them: the clearest or, of a conditional G, the first. */
  readonly samples: readonly Sorted[];
}

export interface Sorted {
  readonly index: number;
  /** What it is taken for. */
  readonly taken: number;
  readonly probability: number;
}

/**
 * Samples by class.
 * @param asked the class that each was asked for, of a conditional G
 */
export function rowsOf({ classes, probabilities }: Judgements, count: number, asked?: Int32Array): Row[] {
  const rows = Array.from({ length: count }, (_, label) => {
    const members = [...(asked ?? classes).keys()].filter(i => (asked ?? classes)[i] === label);
    const right = members.filter(i => classes[i] === label).length;
    const shown = asked ? members : members.sort((a, b) => probabilities[b] - probabilities[a]);
    return {
      label,
      share: right / (asked ? members.length : classes.length),
      samples: shown
        .slice(0, SHOWN)
        .map(index => ({ index, taken: classes[index], probability: probabilities[index] })),
    };
  });
  return asked ? rows.filter(({ samples }) => samples.length > 0) : rows;
}
