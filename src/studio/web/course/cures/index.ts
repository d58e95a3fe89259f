import type { Cure } from './cure.ts';
import { objectiveCures } from './objectives.tsx';
import { penaltyCures } from './penalties.tsx';
import { type SampleCure, sampleCures } from './samples.tsx';
import { noiseCures, stepCures, varietyCures } from './settings.tsx';
import { clippingCures, weightCures } from './weights.tsx';

/** Every cure that is trained, by name. */
export const cures = {
  ...objectiveCures,
  ...penaltyCures,
  ...weightCures,
  ...clippingCures,
  ...noiseCures,
  ...varietyCures,
  ...stepCures,
} satisfies Readonly<Record<string, Cure>>;

/** Every cure that is applied when training is over. */
export const afterwards: Readonly<Record<string, SampleCure>> = sampleCures;
