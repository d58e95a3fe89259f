import type { Dataset } from '../../../data/dataset.ts';
import { modeCoverage, modesOf } from '../../../metrics/modes.ts';
import {
  type Estimate,
  fDivergenceFromCounts,
  fDivergenceFromSamples,
} from '../../../theory/divergences/estimate.ts';
import { slicedWasserstein, wassersteinFromSamples } from '../../../theory/transport/wasserstein.ts';
import { realSamples } from '../../../train/pictures.ts';
import { type Bounds, dimensionOf } from './scene.ts';

/** How near generated samples are to the law. Distances with what two samples of one law would give. */
export interface Quality {
  /** Jensen-Shannon divergence in nats, between 0 and log 2. */
  readonly js: Estimate;
  /** W₁ on the line; the sliced W₂ in the plane. */
  readonly transport: Estimate;
  /** For mixtures. */
  readonly modes?: { readonly found: number; readonly total: number; readonly highQuality: number };
}

/** Samples of each kind that are compared. */
export const COMPARED = 2000;
/** Cells along each axis: coarse, so that counts are well above 5. */
const CELLS = 14;

/** Compares batches of generated samples with one of real samples, drawn once. */
export class Comparison {
  private readonly dataset: Dataset;
  private readonly bounds: Bounds;
  private readonly d: 1 | 2;
  readonly reals: Float32Array;

  constructor(dataset: Dataset, bounds: Bounds, seed: number) {
    this.dataset = dataset;
    this.bounds = bounds;
    this.d = dimensionOf(dataset);
    this.reals = realSamples(dataset, COMPARED, seed + 1);
  }

  /** @param samples [n, d] */
  measure(samples: Float32Array): Quality {
    return this.d === 1 ? this.onTheLine(samples) : this.inThePlane(samples);
  }

  private onTheLine(samples: Float32Array): Quality {
    return {
      js: halved(fDivergenceFromSamples('jensen-shannon', this.reals, samples)),
      transport: wassersteinFromSamples(this.reals, samples),
    };
  }

  private inThePlane(samples: Float32Array): Quality {
    const js = fDivergenceFromCounts('jensen-shannon', this.count(this.reals), this.count(samples));
    const [a, b] = [this.reals, samples].map(values => ({ values, dimension: 2 }));
    const transport = slicedWasserstein(a, b, { projections: 16 });
    const known = modesOf(this.dataset);
    if (!known) return { js: halved(js), transport };
    const { found, total, highQuality } = modeCoverage(known, samples);
    return { js: halved(js), transport, modes: { found, total, highQuality } };
  }

  /** Samples in each cell of the shown part of the plane; the last count is of all beyond it. */
  private count(samples: Float32Array): number[] {
    const { x, y = x } = this.bounds;
    const counts = new Array<number>(CELLS * CELLS + 1).fill(0);
    const cell = ([low, high]: readonly [number, number], v: number) =>
      Math.floor(((v - low) / (high - low)) * CELLS);
    for (let i = 0; i < samples.length; i += 2) {
      const [column, row] = [cell(x, samples[i]), cell(y, samples[i + 1])];
      const inside = column >= 0 && column < CELLS && row >= 0 && row < CELLS;
      counts[inside ? row * CELLS + column : CELLS * CELLS]++;
    }
    return counts;
  }
}

/** The f-divergence named so is 2·JSD. */
const halved = ({ value, floor }: Estimate): Estimate => ({ value: value / 2, floor: floor / 2 });
