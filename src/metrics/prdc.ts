import { metric } from './metric.ts';
import { meanAndError, shareOf } from './numerics/errors.ts';
import { eachPoint, neighbourRadii, type Points, pointsOf, squaredDistance } from './numerics/near.ts';
import { Products } from './numerics/products.ts';

/** Neighbours that say how far a neighbourhood reaches: of precision and recall, of density and coverage. */
const [K_PRECISION, K_DENSITY] = [3, 5];

/** Real features and how far their neighbourhoods reach. */
export interface Manifold {
  readonly points: Points;
  /** Squared distance to the third and the fifth neighbour. */
  readonly third: Float64Array;
  readonly fifth: Float64Array;
  readonly products: Products;
}

/**
 * Neighbourhoods in features. A neighbourhood of a sample reaches to its k-th nearest neighbour of the same kind.
 * `precision`: share of generated samples within one of a real sample; `recall`: share of real samples within one of a generated
 * sample (k = 3). `density`: real neighbourhoods that a generated sample is in, over k; `coverage`: share of real samples with
 * a generated one in their neighbourhood (k = 5). Errors are those of the mean over samples.
 * @see arXiv 1904.06991 (precision, recall; the edge belongs to a neighbourhood); arXiv 2002.09797 (density, coverage; it does not)
 */
export const prdc = metric({
  figures: {
    precision: { title: 'Precision', better: 'more' },
    recall: { title: 'Recall', better: 'more' },
    density: { title: 'Density', better: 'more' },
    coverage: { title: 'Coverage', better: 'more' },
  },
  needs: { network: true, samples: 2 * (K_DENSITY + 1) },
  async prepare(given): Promise<Manifold> {
    const { values, size } = await (await given.reals(given.samples, given.seed)).features();
    const products = new Products(given.engine);
    const points = pointsOf(values, size);
    const [third, fifth] = await neighbourRadii(products, points, [K_PRECISION, K_DENSITY]);
    return { points, third, fifth, products };
  },
  async compute(samples, real: Manifold) {
    const { values, size } = await samples.features();
    const made = pointsOf(values, size);
    const [third] = await neighbourRadii(real.products, made, [K_PRECISION]);
    return countNeighbourhoods(real, made, third);
  },
  floor: { draws: 4, first: 1 },
});

async function countNeighbourhoods(real: Manifold, made: Points, madeThird: Float64Array) {
  const precise = new Uint8Array(made.count);
  const density = new Float64Array(made.count);
  let [recalled, covered] = [0, 0];
  await eachPoint(real.products, real.points, made, (i, near, slack) => {
    const [third, fifth] = [real.third[i], real.fifth[i]];
    let [isRecalled, isCovered] = [false, false];
    for (let j = 0; j < made.count; j++) {
      const reach = madeThird[j];
      const margin = Math.min(
        Math.abs(near[j] - third),
        Math.abs(near[j] - fifth),
        Math.abs(near[j] - reach),
      );
      const square = margin <= slack ? squaredDistance(real.points, i, made, j) : near[j];
      if (square <= third) precise[j] = 1;
      if (square < fifth) {
        density[j] += 1 / K_DENSITY;
        isCovered = true;
      }
      if (square <= reach) isRecalled = true;
    }
    recalled += Number(isRecalled);
    covered += Number(isCovered);
  });
  return {
    precision: shareOf(
      precise.reduce((sum, one) => sum + one, 0),
      made.count,
    ),
    recall: shareOf(recalled, real.points.count),
    density: meanAndError(density),
    coverage: shareOf(covered, real.points.count),
  };
}
