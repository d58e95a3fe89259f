import type { ObjectiveName } from '../../../../gan/objectives/index.ts';
import { display } from '../widgets/formula.tsx';
import type { Cure } from './cure.ts';

const flat = 'The gradient of G vanishes where D rejects with confidence.';
const forgetting = 'A loss of single samples lets G forget groups at ease.';
const endless = 'A critic whose loss has no end runs away, or circles.';

/** Every objective; s is the logit of D, so D = σ(s). */
export const objectiveCures = {
  minimax: {
    title: 'minimax',
    against: 'Nothing: it is the game of the theorem, and fails where the laws do not overlap.',
    formula: () => display`L_D = -\E \log D(x) - \E \log(1 - D(G(z))), \qquad L_G = \E \log(1 - D(G(z)))`,
    words:
      'Both players on V itself. What cures it here is no other loss but nearer data, at 4 instead of 20: where the laws overlap, it works.',
    source: 'Goodfellow et al. 2014, arXiv 1406.2661',
    page: 'objectives/minimax.md',
    trial: { game: 'saturation', change: { 'data.mean': '4' } },
  },
  'non-saturating': {
    title: 'non-saturating',
    against: flat,
    formula: () => display`L_G = -\E \log D(G(z)), \qquad \frac{d L_G}{ds} = -(1 - \sigma(s))`,
    words: 'G goes down −log D instead. Where D rejects, 1 − σ(s) is nearly 1: the pull is strongest there.',
    source: 'arXiv 1406.2661, section 3',
    page: 'objectives/non-saturating.md',
    trial: { game: 'saturation', change: { objective: 'non-saturating' } },
  },
  bce: {
    title: 'bce',
    against: flat,
    formula: () =>
      display`L_D = -\tfrac12 \E \log D(x) - \tfrac12 \E \log(1 - D(G(z))), \qquad L_G = -\E \log D(G(z))`,
    words:
      'The same with ½ before the loss of D, as much code has it. It halves the steps of D under plain descent; Adam hardly notices.',
    source: 'code of the 2014 paper',
    page: 'objectives/bce.md',
    trial: { game: 'saturation', change: { objective: 'bce' } },
  },
  linear: {
    title: 'linear',
    against: 'Nothing that others do not address better: some tutorials print it.',
    formula: () =>
      display`L_G = -\tfrac12 \E\, D(G(z)), \qquad \frac{d L_G}{ds} = -\tfrac12\, \sigma(s)(1 - \sigma(s))`,
    words:
      'G raises D itself, without a logarithm. The slope vanishes at both ends, so it saturates like minimax.',
    source: 'tutorials',
    page: 'objectives/linear.md',
    aim: 'weak',
    trial: { game: 'saturation', change: { objective: 'linear' } },
  },
  lsgan: {
    title: 'least squares',
    against: flat,
    formula: () =>
      display`L_D = \tfrac12 \E (s(x) - 1)^2 + \tfrac12 \E\, s(G(z))^2, \qquad L_G = \tfrac12 \E (s(G(z)) - 1)^2`,
    words:
      'D answers with a number s that should be 1 for data and 0 for samples. A square is never flat away from its target, but D cannot be steep either: between 0 and 1 it has little to give over a distance of 20.',
    source: 'Mao et al., arXiv 1611.04076',
    page: 'objectives/lsgan.md',
    aim: 'weak',
    trial: { game: 'saturation', change: { objective: 'lsgan' } },
  },
  hinge: {
    title: 'hinge',
    against: flat,
    formula: () => display`L_D = \E \max(0, 1 - s(x)) + \E \max(0, 1 + s(G(z))), \qquad L_G = -\E\, s(G(z))`,
    words:
      'D rests where it is right by a margin of 1; G raises the number s itself, whose slope never shrinks by itself.',
    source: 'Lim and Ye, arXiv 1705.02894',
    page: 'objectives/hinge.md',
    trial: { game: 'saturation', change: { objective: 'hinge' } },
  },
  wasserstein: {
    title: 'Wasserstein',
    against: 'JSD says "apart", and not how far.',
    formula: () =>
      display`L_D = \E\, s(G(z)) - \E\, s(x), \qquad L_G = -\E\, s(G(z)), \qquad \Vert \nabla s \Vert \le 1`,
    words:
      'The largest difference of mean scores is the distance W₁, if the slope of s is held to at most 1: here by WGAN-GP, which belongs to it. Without the bound the game circles.',
    source: 'Arjovsky et al., arXiv 1701.07875',
    page: 'objectives/wasserstein.md',
    trial: { game: 'saturation', change: { objective: 'wasserstein', penalties: 'wgan-gp:1' } },
  },
  relativistic: {
    title: 'relativistic',
    against: forgetting,
    formula: () =>
      display`L_D = -\E \log \sigma(s(x) - s(G(z))), \qquad L_G = -\E \log \sigma(s(G(z)) - s(x))`,
    words:
      'D says which of a pair is the real one. A sample is only as good as it looks beside a real one, so places that G forgets go on costing. R3GAN plays it with R1 and R2 and without momentum, as here.',
    source: 'Jolicoeur-Martineau, arXiv 1807.00734; R3GAN, arXiv 2501.05441',
    page: 'objectives/relativistic.md',
    trial: {
      game: 'dropping',
      change: {
        objective: 'relativistic',
        penalties: 'r1:0.1,r2:0.1',
        'optimizer.discriminator.beta1': '0',
        'optimizer.generator.beta1': '0',
      },
    },
  },
  'relativistic-ls': {
    title: 'relativistic, least squares',
    against: 'Losses that circle or saturate.',
    formula: () => display`L_D = \E (s(x) - s(G(z)) - 1)^2, \qquad L_G = \E (s(G(z)) - s(x) - 1)^2`,
    words:
      'Pairs as above: the real one should score exactly 1 more. The square brakes scores that run away.',
    source: 'arXiv 1901.02474',
    page: 'objectives/relativistic.md',
    trial: { game: 'circles', change: { objective: 'relativistic-ls' } },
  },
  'relativistic-hinge': {
    title: 'relativistic, hinge',
    against: flat,
    formula: () =>
      display`L_D = \E \max(0, 1 - (s(x) - s(G(z)))), \qquad L_G = \E \max(0, 1 - (s(G(z)) - s(x)))`,
    words: 'Pairs with a margin: D rests where the real one scores more than 1 higher.',
    source: 'arXiv 1901.02474',
    page: 'objectives/relativistic.md',
    trial: { game: 'saturation', change: { objective: 'relativistic-hinge' } },
  },
  'relativistic-average': {
    title: 'relativistic average',
    against: flat,
    formula: () =>
      display`L_D = -\E \log \sigma(s(x) - \bar s_G) - \E \log \sigma(\bar s_{\text{data}} - s(G(z)))`,
    words:
      'D compares each sample with the mean score s̄ of the other kind in the minibatch; G has the same loss with the kinds exchanged.',
    source: 'arXiv 1807.00734, section 4.4',
    page: 'objectives/relativistic-average.md',
    trial: { game: 'saturation', change: { objective: 'relativistic-average' } },
  },
  'relativistic-average-ls': {
    title: 'relativistic average, least squares',
    against: 'Losses that circle or saturate.',
    formula: () => display`L_D = \E (s(x) - \bar s_G - 1)^2 + \E (\bar s_{\text{data}} - s(G(z)) - 1)^2`,
    words: 'The same by least squares: each sample should lie 1 above, or below, the mean of the other kind.',
    source: 'arXiv 1807.00734, appendix',
    page: 'objectives/relativistic-average.md',
    trial: { game: 'explosion', change: { objective: 'relativistic-average-ls' } },
  },
  'relativistic-average-hinge': {
    title: 'relativistic average, hinge',
    against: flat,
    formula: () =>
      display`L_D = \E \max(0, 1 - (s(x) - \bar s_G)) + \E \max(0, 1 - (\bar s_{\text{data}} - s(G(z))))`,
    words: 'The same with a margin of 1.',
    source: 'arXiv 1807.00734, appendix',
    page: 'objectives/relativistic-average.md',
    trial: { game: 'saturation', change: { objective: 'relativistic-average-hinge' } },
  },
  'f-kl': {
    title: 'f-GAN: KL(p‖q)',
    against: endless,
    formula: () => display`\max_s\; \E\, s(x) - \E\, e^{s(G(z)) - 1} = \KL(p \Vert q)`,
    words:
      'The conjugate of KL is an exponential of the score: it stops the critic, but where samples score high by mistake it explodes, as on data that are far away.',
    source: 'Nowozin et al., arXiv 1606.00709',
    page: 'objectives/f-gan.md',
    trial: { game: 'explosion', change: { objective: 'f-kl' } },
  },
  'f-reverse-kl': {
    title: 'f-GAN: KL(q‖p)',
    against: endless,
    formula: () => display`\max_s\; -\E\, e^{-s(x)} + \E (1 - s(G(z))) = \KL(q \Vert p)`,
    words:
      'Reverse KL: bad samples cost much, forgotten places little. Its exponential stands on the side of the data.',
    source: 'arXiv 1606.00709',
    page: 'objectives/f-gan.md',
    trial: { game: 'explosion', change: { objective: 'f-reverse-kl' } },
  },
  'f-pearson': {
    title: 'f-GAN: Pearson χ²',
    against: endless,
    formula: () => display`\max_s\; \E\, s(x) - \E\big[\tfrac14 s(G(z))^2 + s(G(z))\big] = \chi^2(p \Vert q)`,
    words: 'The conjugate is a square: it stops the critic gently, without an exponential.',
    source: 'arXiv 1606.00709',
    page: 'objectives/f-gan.md',
    trial: { game: 'explosion', change: { objective: 'f-pearson' } },
  },
  'f-hellinger': {
    title: 'f-GAN: squared Hellinger',
    against: endless,
    formula: () => display`\max_s\; \E (1 - e^{-s(x)}) - \E (e^{s(G(z))} - 1) = H^2(p, q)`,
    words:
      'A bounded divergence with an exponential on both sides: calm near the solution, violent away from it.',
    source: 'arXiv 1606.00709',
    page: 'objectives/f-gan.md',
    trial: { game: 'explosion', change: { objective: 'f-hellinger' } },
  },
  'f-js': {
    title: 'f-GAN: Jensen-Shannon',
    against: flat,
    formula: () => display`\max_s\; \E \log 2\sigma(s(x)) + \E \log 2\sigma(-s(G(z))) = 2\,\JSD(p, q)`,
    words: 'The GAN with log 2 added twice, so that V is 0 at the solution. G takes the −log D of the paper.',
    source: 'arXiv 1606.00709',
    page: 'objectives/f-gan.md',
    trial: { game: 'saturation', change: { objective: 'f-js' } },
  },
  'f-gan': {
    title: 'f-GAN: the GAN itself',
    against: flat,
    formula: () => display`\max_s\; \E \log \sigma(s(x)) + \E \log \sigma(-s(G(z))) = 2\,\JSD(p, q) - \log 4`,
    words: 'The original game in the f-GAN frame: the bridge between both theories.',
    source: 'arXiv 1606.00709',
    page: 'objectives/f-gan.md',
    trial: { game: 'saturation', change: { objective: 'f-gan' } },
  },
} satisfies Readonly<Record<ObjectiveName, Cure>>;
