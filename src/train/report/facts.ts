import type { StatsRow } from '../../run/store.ts';
import type { Config } from '../config.ts';
import type { Evaluation } from '../evaluate.ts';
import type { Measured } from '../measure.ts';
import type { MetricLine } from '../metric-line.ts';

/** A picture of a report, as PNG. */
export interface ReportPicture {
  readonly title: string;
  readonly png: Uint8Array;
  /** What it shows, for who cannot see it, and how to read it. */
  readonly caption: string;
}

/** What the report of a run tells. */
export interface ReportFacts {
  /** Of its folder. */
  readonly name: string;
  readonly config: Config;
  readonly evaluation: Evaluation;
  readonly pictures: readonly ReportPicture[];
  /** Rows of `stats.jsonl`. */
  readonly stats: readonly StatsRow[];
  /** Rows of `metrics.jsonl`. */
  readonly measured: readonly Measured[];
  /** Lines of all `metric-<name>.jsonl`. */
  readonly lines: readonly MetricLine[];
  /** Makes the same evaluation again. */
  readonly command: string;
}

/** Notes on how to read the figures that are there. */
export function notesOf({ figures, network, reals, samples }: Evaluation): string[] {
  const has = (figure: string) => Object.values(figures).some(f => f.figure === figure);
  const compared =
    reals.reference === null
      ? 'Real samples are drawn anew from the law of the data.'
      : `Generated samples are compared with real ones; the column “real data” scores ${number(samples)} other real samples at a time in the same way.`;
  return [
    `${compared} A figure within two standard deviations of it may be that of a perfect generator.`,
    '± of a value is its standard error; ± of real data is the standard deviation of their scores.',
    '“Beyond real data” is no praise: copies of training samples, or samples that are too much alike, can score so.',
    'Figures of different names do not compare: the number of samples and the feature network are parts of the name.',
    ...(network ? [`Network ${network.name}: ${network.protocol}.`] : []),
    ...(has('parzen')
      ? [
          'The Parzen log-likelihood alone misleads: 2,000 k-means centroids of the training images score above real data. Read it together with coverage or the kernel distance.',
        ]
      : []),
    ...(has('fd') && network
      ? ['The Fréchet distance is called FID only on the canonical Inception network, which this is not.']
      : []),
  ];
}

const number = (n: number) => n.toLocaleString('en-US');
