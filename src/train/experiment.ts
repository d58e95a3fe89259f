import type { Config } from './config.ts';

/** What may differ between runs of one experiment. */
export const FREE = [
  'recipe',
  'seed',
  'threads',
  'device',
  'logEvery',
  'sampleEvery',
  'checkpointEvery',
  'samples',
  'evaluateEvery',
  'evaluateSamples',
  'bestBy',
] satisfies readonly (keyof Config)[] as readonly string[];

/** All of a config that decides what is learned but for the seed, as canonical JSON: equal for runs over seeds. */
export function experimentOf(config: Config): string {
  const whole: Record<string, unknown> = { ...config };
  for (const name of FREE) delete whole[name];
  return JSON.stringify(whole, (_, value) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
