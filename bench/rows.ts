/**
 * The rows of the table. Every contender builds exactly these networks and takes exactly this step: one D update on
 * m real and m generated samples, L_D = mean softplus(−D(x)) + mean softplus(D(G(z))), then one G update on fresh
 * noise, L_G = mean softplus(−D(G(z))); Adam(2e-4, 0.5, 0.999) for both; data and noise drawn in every step.
 */
export const rows = {
  toy: 'G 2-32-32-2, D 2-32-32-1, ReLU, batch 128, ring of 8',
  mlp: 'G 100-256-256-784 tanh, D 784-256-256-1, LeakyReLU 0.2, batch 64, digits in [-1, 1]',
  'big-mlp':
    'G 100-1200-1200-784 ReLU and sigmoid, D 784-1200-1200-1 LeakyReLU 0.2, batch 100, digits in [0, 1]',
  dcgan:
    'G dense 7·7·128, BN, ReLU, ConvT 4x4/2 64, BN, ReLU, ConvT 4x4/2 1, tanh; ' +
    'D Conv 4x4/2 64, LeakyReLU 0.2, Conv 4x4/2 128, BN, LeakyReLU 0.2, dense 1; z 100, batch 64, digits in [-1, 1]',
  'mnist-dcgan':
    'the recipe mnist-dcgan: G dense 7·7·256, ConvT 3x3/2 128, BN, LeakyReLU 0.01, ConvT 3x3/1 64, BN, LeakyReLU 0.01, ConvT 3x3/2 1, tanh; ' +
    'D Conv 3x3/2 32, LeakyReLU 0.01, Conv 3x3/2 64, BN, LeakyReLU 0.01, Conv 3x3/2 128, BN, LeakyReLU 0.01, dense 1; z 100, batch 128, digits in [-1, 1]',
  emoji:
    'colour, 32 × 32: G dense 4·4·128, BN, ReLU, ConvT 4x4/2 64, BN, ReLU, ConvT 4x4/2 32, BN, ReLU, ConvT 4x4/2 3, tanh; ' +
    'D Conv 4x4/2 32, 64, 128, LeakyReLU 0.2 after each, dense 1; z 64, batch 64, pixels in [-1, 1]',
  sngan:
    'SNGAN-CNN at full width, colour, 32 × 32: G dense 4·4·512, ConvT 4x4/2 256, 128, 64, BN, ReLU after each, Conv 3x3 3, tanh; ' +
    'D Conv 3x3 64, Conv 4x4/2 128, Conv 3x3 128, Conv 4x4/2 256, Conv 3x3 256, Conv 4x4/2 512, Conv 3x3 512, dense 1, ' +
    'LeakyReLU 0.1, all with spectral norm 1; z 128, batch 64, pixels in [-1, 1]',
} as const satisfies Record<string, string>;

export type RowName = keyof typeof rows;

export const rowNames = Object.keys(rows) as RowName[];
