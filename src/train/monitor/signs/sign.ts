import type { Dataset } from '../../../data/dataset.ts';
import type { Objective } from '../../../gan/objectives/objective.ts';
import type { History } from '../history.ts';
import type { Measurement } from '../probe.ts';
import type { Pulse } from '../pulse.ts';

/** How bad it is: `warning` may pass, `serious` will not by itself. */
export type Severity = 'warning' | 'serious';

/** What a detector sees. */
export interface Sign {
  readonly severity: Severity;
  /** With the numbers. */
  readonly sentence: string;
}

/** All that detectors look at. */
export interface Situation {
  readonly objective: Objective;
  /** Its name in a config. */
  readonly objectiveName?: string;
  /** What D is to say of real samples; label smoothing sets it below 1. */
  readonly labelOfReal: number;
  /** Samples, or share, that are not trained on. */
  readonly heldOut: number;
  /** Real samples that D sees in a step. */
  readonly imagesPerStep: number;
  readonly data: Pick<Dataset, 'name' | 'kind' | 'size'>;
  /** Completed steps. */
  readonly step: number;
  readonly history: History;
  readonly pulse: Pulse;
  /** The newest last. */
  readonly measured: readonly Measurement[];
}

/**
 * Looks for one sign of trouble: a pure function.
 * @param active whether it was seen before and has not gone: the thresholds are lower then, so that a finding does not flicker
 */
export type Detector = (situation: Situation, active: boolean) => Sign | undefined;

/** Steps that "now" means: an eighth of the run so far, at least 200. */
export function presentSteps(step: number): number {
  return Math.max(200, step / 8);
}

export const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** The value below which a share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Three digits, as people write them. */
export function digits(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return value.toExponential(1).replace('e+', 'e');
  return String(Number(value.toPrecision(size >= 1000 ? 4 : 3)));
}

export const percent = (share: number) => `${digits(100 * share)} %`;
export const count = (n: number) => Math.round(n).toLocaleString('en-US');
