import { discriminatorWins } from './discriminator-wins.ts';
import { divergence } from './divergence.ts';
import { modeDropping } from './mode-dropping.ts';
import { oscillation } from './oscillation.ts';
import { overfitting } from './overfitting.ts';
import { saturation } from './saturation.ts';
import type { Detector } from './sign.ts';

/** Every sign of trouble that the monitor watches for, the most urgent first. */
export const signs = {
  divergence,
  saturation,
  'discriminator-wins': discriminatorWins,
  oscillation,
  'mode-dropping': modeDropping,
  overfitting,
} satisfies Readonly<Record<string, Detector>>;

export type SignKind = keyof typeof signs;

/** Signs that another one explains better while it is seen. */
export const explained: Readonly<Partial<Record<SignKind, readonly SignKind[]>>> = {
  'discriminator-wins': ['saturation', 'overfitting'],
  oscillation: ['divergence'],
};

/** How each begins its sentence. */
export const titles: Readonly<Record<SignKind, string>> = {
  divergence: 'NaN ahead',
  saturation: 'the loss of G saturates',
  'discriminator-wins': 'D wins',
  oscillation: 'the game oscillates',
  'mode-dropping': 'G drops modes',
  overfitting: 'D overfits',
};
