const EVEN = Math.log(4);

/** Losses that a training run shows when q = p and D is optimal. */
export interface Equilibrium {
  /** The objective and how it counts. */
  readonly convention: string;
  discriminator: number;
  generator: number;
}

/**
 * Equilibrium losses of the objectives, by their names: what a healthy run's curves approach. Where a constant D is
 * optimal at any level, G's loss is that of the level 0.
 */
export const equilibria = {
  minimax: {
    convention: 'Algorithm 1: −E log D − E log(1 − D); G: E log(1 − D)',
    discriminator: EVEN,
    generator: -Math.LN2,
  },
  'non-saturating': {
    convention: 'D as Algorithm 1; G: −E log D',
    discriminator: EVEN,
    generator: Math.LN2,
  },
  bce: {
    convention: "the 2014 code: D's two terms times ½; G: −E log D",
    discriminator: Math.LN2,
    generator: Math.LN2,
  },
  linear: { convention: 'D as bce; G: −½ E D', discriminator: Math.LN2, generator: -0.25 },
  lsgan: { convention: 'codes 0, 1, 1 with ½: D* = ½', discriminator: 0.25, generator: 0.125 },
  'lsgan:-1,1,0': { convention: 'codes −1, 1, 0 with ½: D* = 0', discriminator: 1, generator: 0 },
  hinge: { convention: 'any constant D in [−1, 1]; G: −E D', discriminator: 2, generator: 0 },
  wasserstein: { convention: 'any constant D; G: −E D', discriminator: 0, generator: 0 },
  relativistic: {
    convention: 'softplus of paired differences: any constant D',
    discriminator: Math.LN2,
    generator: Math.LN2,
  },
  'relativistic-ls': { convention: 'squares of pairs, without ½', discriminator: 1, generator: 1 },
  'relativistic-hinge': { convention: 'margins of pairs', discriminator: 1, generator: 1 },
  'relativistic-average': {
    convention: 'both terms, without the ½ of the first code',
    discriminator: EVEN,
    generator: EVEN,
  },
  'relativistic-average-ls': { convention: 'both terms, without ½', discriminator: 2, generator: 2 },
  'relativistic-average-hinge': { convention: 'both terms, without ½', discriminator: 2, generator: 2 },
  'f-kl': { convention: '−F; G: −E V, V* = 1', discriminator: 0, generator: -1 },
  'f-reverse-kl': { convention: '−F; G: −E(V − 1), V* = 0', discriminator: 0, generator: 1 },
  'f-pearson': { convention: '−F; G: −E V, V* = 0', discriminator: 0, generator: 0 },
  'f-hellinger': { convention: '−F; G: E(e^−V − 1), V* = 0', discriminator: 0, generator: 0 },
  'f-js': { convention: '−F; G: log 2 below that of non-saturating', discriminator: 0, generator: 0 },
  'f-gan': { convention: 'as non-saturating', discriminator: EVEN, generator: Math.LN2 },
} satisfies Record<string, Equilibrium>;
