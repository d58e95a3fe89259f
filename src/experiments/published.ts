import type { PublishedRow } from './table.ts';

type Value = readonly [mean: number, standardError?: number];

/** Modes, share of high quality in per cent. */
const veegan = (method: string, found: number, highQuality: number): PublishedRow => ({
  method,
  source: 'VEEGAN table 1, 5 runs',
  values: { modesFound: [found], highQuality: [highQuality] },
});

const pacgan = (method: string, found: Value, highQuality: Value, reverseKl: Value): PublishedRow => ({
  method,
  source: 'PacGAN table 1, 10 runs',
  values: { modesFound: found, highQuality, reverseKl },
});

const inGoodfellow = (method: string, mean: number, error: number): PublishedRow => ({
  method,
  source: 'Goodfellow 2014 table 1',
  values: { parzen: [mean, error] },
});

const stacked = (source: string) => (method: string, found: Value, kl: Value) => ({
  method,
  source,
  values: { modesFound: found, kl },
});
const inVeegan = stacked('VEEGAN table 2, 5 runs');
const inPacgan = stacked('PacGAN table 2, 10 runs');
const inR3gan = stacked('R3GAN table 3');

/**
 * Results of others on the same measures. Their networks, steps and data sets differ, between papers as well: the plain
 * GAN finds 1 mode of the ring in one and 6.3 in the other.
 * @see arXiv 1406.2661, table 1; arXiv 1705.07761, tables 1 and 2; arXiv 1712.04086, tables 1 and 2; arXiv 2501.05441, table 3
 */
export const published = {
  ring: [
    veegan('GAN', 1, 99.3),
    veegan('ALI', 2.8, 0.13),
    veegan('Unrolled GAN, 5 steps', 7.6, 35.6),
    veegan('VEEGAN', 8, 52.9),
    pacgan('GAN', [6.3, 0.5], [98.2, 0.2], [0.45, 0.09]),
    pacgan('ALI', [6.6, 0.3], [97.6, 0.4], [0.36, 0.04]),
    pacgan('PacGAN2', [7.9, 0.1], [95.6, 2], [0.07, 0.03]),
    pacgan('PacGAN3', [7.8, 0.1], [97.7, 0.3], [0.1, 0.02]),
    pacgan('PacGAN4', [7.8, 0.1], [95.9, 1.4], [0.07, 0.02]),
  ],
  grid: [
    veegan('GAN', 3.3, 0.5),
    veegan('ALI', 15.8, 1.6),
    veegan('Unrolled GAN, 5 steps', 23.6, 16),
    veegan('VEEGAN', 24.6, 40),
    pacgan('GAN', [17.3, 0.8], [94.8, 0.7], [0.7, 0.07]),
    pacgan('ALI', [24.1, 0.4], [95.7, 0.6], [0.14, 0.03]),
    pacgan('PacGAN2', [23.8, 0.7], [91.3, 0.8], [0.13, 0.04]),
    pacgan('PacGAN3', [24.6, 0.4], [94.2, 0.4], [0.06, 0.02]),
    pacgan('PacGAN4', [24.8, 0.2], [93.6, 0.6], [0.04, 0.01]),
  ],
  'goodfellow-2014': [
    inGoodfellow('DBN', 138, 2),
    inGoodfellow('Stacked CAE', 121, 1.6),
    inGoodfellow('Deep GSN', 214, 1.1),
    inGoodfellow('Adversarial nets', 225, 2),
    { method: '10,000 real training images', source: 'calibration', values: { parzen: [242.5, 2.1] } },
  ],
  'high-dim': [
    veegan('GAN', 1.6, 2),
    veegan('ALI', 3, 5.4),
    veegan('Unrolled GAN, 5 steps', 0, 0),
    veegan('VEEGAN', 5.5, 28.29),
  ],
  'stacked-mnist': [
    inVeegan('DCGAN', [99], [3.4]),
    inVeegan('ALI', [16], [5.4]),
    inVeegan('Unrolled GAN', [48.7], [4.32]),
    inVeegan('VEEGAN', [150], [2.95]),
    inPacgan('DCGAN', [78.9, 6.46], [4.5, 0.127]),
    inPacgan('PacDCGAN2', [1000, 0], [0.06, 0.003]),
    inPacgan('PacDCGAN3', [1000, 0], [0.06, 0.003]),
    inPacgan('PacDCGAN4', [1000, 0], [0.07, 0.005]),
    inR3gan('WGAN-GP', [959], [0.73]),
    inR3gan('StyleGAN2', [940], [0.42]),
    inR3gan('DDGAN', [1000], [0.071]),
    inR3gan('MEG', [1000], [0.031]),
    inR3gan('R3GAN', [1000], [0.029]),
  ],
} satisfies Record<string, readonly PublishedRow[]>;
