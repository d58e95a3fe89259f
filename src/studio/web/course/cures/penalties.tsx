import type { PenaltyName } from '../../../../gan/penalties/index.ts';
import { display } from '../widgets/formula.tsx';
import type { Cure } from './cure.ts';

const circling = 'Circling: near the solution D is free to slope, and the players chase each other.';
const byHeart = 'A D that learns single samples by heart.';

/** Every penalty; s is the logit of D. */
export const penaltyCures = {
  r1: {
    title: 'R1',
    against: circling,
    formula: () => display`\frac{\gamma}{2}\, \E_{x \sim p}\, \Vert \nabla_x s(x) \Vert^2`,
    words:
      'Added to the loss of D: half of γ times the squared slope of its logit s at the data. It is the friction of the two-number game. What stays here is the wrong width; plain descent is slow to mend that.',
    source: 'Mescheder et al., arXiv 1801.04406',
    page: 'cures/r1-r2.md',
    trial: { game: 'circles', change: { penalties: 'r1:1' } },
  },
  r2: {
    title: 'R2',
    against: circling,
    formula: () => display`\frac{\gamma}{2}\, \E_z\, \Vert \nabla_x s(G(z)) \Vert^2`,
    words:
      'The same at generated samples. Early on these are elsewhere, and only R2 tames D there: R3GAN takes both, and so do the recipes of Saddle.',
    source: 'arXiv 1801.04406; both together: arXiv 2501.05441',
    page: 'cures/r1-r2.md',
    trial: { game: 'circles', change: { penalties: 'r2:1' } },
  },
  gp0: {
    title: 'zero-centred, in between',
    against: 'A D that is a spike at each real sample and says nothing between them.',
    formula: () =>
      display`\lambda\, \E\, \Vert \nabla_x s(\hat x) \Vert^2, \qquad \hat x = \alpha x + (1 - \alpha) G(z)`,
    words: 'R1 at random places x̂ on the lines from data to samples (α uniform between 0 and 1).',
    source: 'Thanh-Tung et al., arXiv 1902.03984',
    page: 'cures/gp0.md',
    trial: { game: 'circles', change: { penalties: 'gp0:1' } },
  },
  'wgan-gp': {
    title: 'WGAN-GP',
    against: 'A critic without a bound, whose score is no distance.',
    formula: () =>
      display`\lambda\, \E\big(\Vert \nabla_x s(\hat x) \Vert - 1\big)^2, \qquad \hat x = \alpha x + (1 - \alpha) G(z)`,
    words:
      'The best critic of W₁ has slope 1 nearly everywhere between the two laws, so it is asked for that. It ends the explosion; near the solution it still wants slope 1, so some swinging stays.',
    source: 'Gulrajani et al., arXiv 1704.00028',
    page: 'cures/wgan-gp.md',
    trial: { game: 'explosion', change: { penalties: 'wgan-gp:1' } },
  },
  'one-sided-gp': {
    title: 'one-sided penalty',
    against: 'As WGAN-GP, without asking a flat critic to be steep.',
    formula: () => display`\lambda\, \E \max\big(0, \Vert \nabla_x s(\hat x) \Vert - 1\big)^2`,
    words: 'A slope of at most 1 is free; only what is steeper costs.',
    source: 'Petzka et al., arXiv 1709.08894',
    page: 'cures/one-sided-gp.md',
    trial: { game: 'circles', change: { penalties: 'one-sided-gp:1' } },
  },
  dragan: {
    title: 'DRAGAN',
    against: 'Sharp slopes of D around single real samples, to which G is drawn one after the other.',
    formula: () => display`\lambda\, \E\big(\Vert \nabla_x s(x + \delta) \Vert - 1\big)^2`,
    words:
      'Slope 1 is asked for near the data only, at places moved by a random δ; any loss will do. As with WGAN-GP some swinging stays.',
    source: 'Kodali et al., arXiv 1705.07215',
    page: 'cures/dragan.md',
    trial: { game: 'explosion', change: { penalties: 'dragan:1' } },
  },
  cr: {
    title: 'consistency',
    against: byHeart,
    formula: () => display`\lambda\, \E\big(s(x) - s(T(x))\big)^2`,
    words:
      'A slight change T of a sample, here a little noise, should not change the mind of D. With images it is a shift by some pixels, which is where it was measured to help.',
    source: 'Zhang et al., arXiv 1910.12027',
    page: 'cures/consistency.md',
    aim: 'weak',
    trial: { game: 'fewData', change: { penalties: 'cr:100,0,0,0.1' } },
  },
  bcr: {
    title: 'balanced consistency',
    against: byHeart,
    formula: () =>
      display`\lambda\, \E\big(s(x) - s(T(x))\big)^2 + \lambda_G\, \E\big(s(G(z)) - s(T(G(z)))\big)^2`,
    words: 'The same on both kinds of samples, so that G does not learn the change T instead of the data.',
    source: 'Zhao et al., arXiv 2002.04724',
    page: 'cures/consistency.md',
    aim: 'weak',
    trial: { game: 'fewData', change: { penalties: 'bcr:100,100,0,0,0.1' } },
  },
  zcr: {
    title: 'latent consistency',
    against: 'A G that answers too little to its noise.',
    formula: () =>
      display`\lambda_D\, \E\big(s(G(z)) - s(G(z + \delta))\big)^2 - \lambda_G\, \E\, \Vert G(z) - G(z + \delta) \Vert^2`,
    words: 'D should not react to a small change δ of the noise; G is rewarded for reacting to it.',
    source: 'arXiv 2002.04724',
    page: 'cures/consistency.md',
    trial: { game: 'circles', change: { penalties: 'zcr:5,0.5' } },
  },
  lecam: {
    title: 'LeCam',
    against: 'Few data: the logits of data and of samples drift apart without end.',
    formula: () => display`\lambda \big(\E (s(x) - \alpha_G)^2 + \E (s(G(z)) - \alpha_{\text{data}})^2\big)`,
    words:
      'Each kind is pulled to the moving average α of the mean logit of the other kind. It keeps D from being too sure.',
    source: 'Tseng et al., arXiv 2104.03310',
    page: 'cures/lecam.md',
    trial: { game: 'dropping', change: { penalties: 'lecam:0.3,0.9,100' } },
  },
  'orthogonal-d': {
    title: 'orthogonal weights of D',
    against: 'Units that repeat each other.',
    formula: () => display`\beta \sum_W \Vert W^\top W \odot (\mathbf 1 - I) \Vert^2`,
    words:
      'For each weight matrix W the products of different columns (all but the diagonal, which 𝟏 − I leaves out) should be 0.',
    source: 'Brock et al., arXiv 1809.11096',
    page: 'cures/orthogonal.md',
    aim: 'weak',
    trial: { game: 'fewData', change: { penalties: 'orthogonal-d:0.01' } },
  },
  'orthogonal-g': {
    title: 'orthogonal weights of G',
    against:
      'A G that is not smooth enough to be sampled with narrower noise (see truncation, two pages on).',
    formula: () => display`\beta \sum_W \Vert W^\top W \odot (\mathbf 1 - I) \Vert^2`,
    words: 'The same in G. It was made for truncation of large networks, not against collapse.',
    source: 'arXiv 1809.11096',
    page: 'cures/orthogonal.md',
    aim: 'same',
    trial: { game: 'dropping', change: { penalties: 'orthogonal-g:0.0001' } },
  },
  historical: {
    title: 'historical averaging',
    against: 'Circling: the average of an orbit is its centre.',
    formula: () => display`\lambda\, \Big\Vert \theta - \frac1t \sum_{i=1}^{t} \theta^{(i)} \Big\Vert^2`,
    words:
      'Both players are drawn to the mean of all the weights θ that they have had. Early weights never leave it.',
    source: 'Salimans et al., arXiv 1606.03498, section 3.3',
    page: 'cures/historical-averaging.md',
    trial: { game: 'explosion', change: { penalties: 'historical:1' } },
  },
} satisfies Readonly<Record<PenaltyName, Cure>>;
