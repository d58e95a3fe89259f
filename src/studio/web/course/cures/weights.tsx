import type { reparametrizations } from '../../../../nn/reparametrize/index.ts';
import { display } from '../widgets/formula.tsx';
import type { Cure } from './cure.ts';

/** What weight matrices may be instead of free. */
export const weightCures = {
  spectral: {
    title: 'spectral normalisation',
    against: 'A D that becomes too steep.',
    formula: () =>
      display`\bar W = W / \sigma(W), \qquad \sigma(W) = \max_{\Vert v \Vert = 1} \Vert W v \Vert`,
    words:
      'Each weight matrix W of D is divided by the most that it can stretch a vector, σ(W). With activations that stretch nothing either, the slope of D is then at most 1 everywhere, and not only where a penalty looks.',
    source: 'Miyato et al., arXiv 1802.05957',
    page: 'cures/spectral-norm.md',
    trial: { game: 'saturation', change: { 'discriminator.weightNorm': 'spectral' } },
  },
  weight: {
    title: 'weight normalisation',
    against: 'Badly scaled gradients.',
    formula: () => display`w = g\, \frac{v}{\Vert v \Vert}`,
    words:
      'Length g and direction v of the weights of each unit are trained apart. It bounds nothing, so it cures none of these failures by itself.',
    source: 'Salimans and Kingma, arXiv 1602.07868',
    page: 'cures/weight-norm.md',
    aim: 'same',
    trial: { game: 'circles', change: { 'discriminator.weightNorm': 'weight' } },
  },
} satisfies Readonly<Record<Exclude<keyof typeof reparametrizations, 'none'>, Cure>>;

/** Bounds that are set in the optimiser. */
export const clippingCures = {
  clipWeights: {
    title: 'weight clipping',
    against: 'A critic without a bound.',
    formula: () => display`w \leftarrow \max(-c, \min(c, w))`,
    words:
      'After each step of D every weight w is cut to [−c, c], which bounds its slope somehow. It was the first bound of a WGAN; penalties replaced it.',
    source: 'arXiv 1701.07875, algorithm 1',
    page: 'cures/weight-clipping.md',
    trial: { game: 'saturation', change: { 'optimizer.discriminator.clipWeights': '0.1' } },
  },
  clipNorm: {
    title: 'gradient clipping',
    against: 'Single huge steps.',
    formula: () => display`g \leftarrow g \cdot \min\Big(1, \frac{c}{\Vert g \Vert}\Big)`,
    words:
      'A gradient g that is longer than c is shortened to c. Steps stay finite, so nothing explodes; the game still circles.',
    source: 'Pascanu et al., arXiv 1211.5063',
    page: 'cures/gradient-clipping.md',
    trial: {
      game: 'explosion',
      change: { 'optimizer.discriminator.clipNorm': '1', 'optimizer.generator.clipNorm': '1' },
    },
  },
} satisfies Readonly<Record<string, Cure>>;
