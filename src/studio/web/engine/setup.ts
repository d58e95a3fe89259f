import type { Config } from '../../../train/config.ts';

/** Whether a running game can take over a changed config with its weights and optimiser state as they are. */
export function keepsState(before: Config, after: Config): boolean {
  return restartKeys.every(key => JSON.stringify(before[key]) === JSON.stringify(after[key]));
}

/** What makes another game: other data, networks, latent vectors or random numbers. */
const restartKeys = [
  'data',
  'latent',
  'generator',
  'discriminator',
  'pac',
  'heldOut',
  'order',
  'seed',
  'device',
  'threads',
  'recipe',
] as const satisfies readonly (keyof Config)[];
