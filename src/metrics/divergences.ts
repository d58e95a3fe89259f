import { jsd, kl } from '../theory/divergences/divergences.ts';
import { boundsOf } from './bounds.ts';
import { type Cells, cellsOf, shares } from './cells.ts';
import { metric } from './metric.ts';

/**
 * Divergences in nats between the data p and the samples p_g over cells of the line or the plane ({@link cellsOf}): `js`,
 * between 0 and log 2; `kl` = KL(p‖p_g), large where G leaves out what the data have; `reverseKl` = KL(p_g‖p), large where G
 * makes what the data have not. Cells can only lower a divergence.
 */
export const divergences = metric({
  figures: {
    js: { title: 'Jensen-Shannon divergence, nats', better: 'less' },
    kl: { title: 'KL(p‖p_g), nats', better: 'less' },
    reverseKl: { title: 'KL(p_g‖p), nats', better: 'less' },
  },
  needs: { dimensions: [1, 2] },
  prepare: async given => cellsOf(given, await boundsOf(given)),
  compute({ values }, { law, count }: Cells) {
    const made = shares(count(values));
    return { js: jsd(law, made), kl: kl(law, made), reverseKl: kl(made, law) };
  },
  floor: { draws: 8, first: 3 },
});
