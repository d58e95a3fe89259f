import type { RefinementName } from '../../../../gan/refine/index.ts';
import { display } from '../widgets/formula.tsx';
import type { Cure } from './cure.ts';

const odd = 'Odd samples of a good G, such as those between two groups.';

/** A cure of samples after training: what is done to them. */
export interface SampleCure extends Omit<Cure, 'trial'> {
  /** A refinement, as `saddle sample --refine` takes it, or `truncation:t`. */
  readonly method: string;
}

const refinementCures = {
  rejection: {
    title: 'rejection sampling',
    against: odd,
    formula: () =>
      display`\text{keep } x = G(z) \text{ with probability } e^{s(x) - m}, \qquad m = \max_x s(x)`,
    words:
      'The best D has the logit s = log p/q. A sample of q that is kept with probability p/(Mq) obeys p: D, which training leaves over, sorts out what is between the groups.',
    source: 'Azadi et al., arXiv 1810.06758',
    page: 'cures/rejection-sampling.md',
    method: 'rejection',
  },
  ddls: {
    title: 'latent sampling (DDLS)',
    against: odd,
    formula: () =>
      display`z \leftarrow z - \frac{\epsilon}{2} \nabla_z \big(\tfrac12 \Vert z \Vert^2 - s(G(z))\big) + \sqrt{\epsilon}\, n`,
    words:
      'The noise z walks, with small random steps n, to where D accepts G(z), and is held near its own law by ½‖z‖². No sample is thrown away; each needs hundreds of passes.',
    source: 'Che et al., arXiv 2003.06060',
    page: 'cures/ddls.md',
    method: 'ddls:200,0.01',
  },
  flow: {
    title: 'gradient flow, KL',
    against: odd,
    formula: () => display`z \leftarrow z + \eta\, \nabla_z s(G(z)) + \sqrt{2 \eta \gamma}\, n`,
    words:
      'Some steps uphill on the logit s: the flow that lowers KL(q‖p) fastest. For a short time only; later samples pile up.',
    source: 'Ansari et al., arXiv 2012.00780',
    page: 'cures/discriminator-gradient-flow.md',
    method: 'flow:25,0.01',
  },
  'flow-js': {
    title: 'gradient flow, JS',
    against: odd,
    formula: () => display`z \leftarrow z + \eta\, \sigma(s)\, \nabla_z s(G(z)) + \sqrt{2 \eta \gamma}\, n`,
    words: 'The same for JSD: the factor σ(s) slows samples that D rejects.',
    source: 'arXiv 2012.00780',
    page: 'cures/discriminator-gradient-flow.md',
    method: 'flow-js:25,0.01',
  },
} satisfies Readonly<Record<RefinementName, SampleCure>>;

/** What is done to samples when training is over. */
export const sampleCures = {
  ...refinementCures,
  truncation: {
    title: 'truncation',
    against: 'Odd samples from noise that G has seldom seen.',
    formula: () => display`z \sim N(0, 1) \text{ given } |z_i| \le t`,
    words:
      'Only noise near 0 is used: typical samples for less variety. It knows nothing of D; where groups come from the outside of the noise, they are lost.',
    source: 'Brock et al., arXiv 1809.11096',
    page: 'cures/truncation.md',
    aim: 'same',
    method: 'truncation:1',
  },
} satisfies Readonly<Record<string, SampleCure>>;
