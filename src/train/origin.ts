import type { Dataset } from '../data/dataset.ts';
import { pathOptions } from '../data/registry.ts';
import type { Checkpoint } from '../run/store.ts';
import { UserError } from '../util/error.ts';
import type { Config } from './config.ts';
import { differences } from './difference.ts';
import { metaOf } from './meta.ts';

/** What may change from one part of a run to the next: it says how long and how often, not what is computed. */
const FREE = ['steps', 'sampleEvery', 'checkpointEvery', 'samples'];

/** Values that leave the choice to the machine on which a run goes on. */
const OPEN: Readonly<Record<string, string>> = { device: '"auto"', threads: '0' };

/**
 * A run goes on only as it began.
 * @throws UserError naming the first value that differs
 */
export function checkConfig(began: unknown, config: Config): void {
  const places = pathOptions(config.data.name).map(option => `data.${option}`); // the fingerprint tells what is there
  const free = (path: string) => [...FREE, ...places].some(name => name === path);
  const found = differences(began, config).find(
    ([path, then]) => !free(path) && then !== 'nothing' && then !== OPEN[path],
  );
  if (!found) return;
  const [path, then, now] = found;
  throw new UserError(
    `resume: expected ${path} ${then} as the run began with, got ${now}; use --fork to start a new run from its weights`,
  );
}

/** A checkpoint goes on only with the config and the data that it began with. */
export function checkOrigin(checkpoint: Checkpoint, config: Config, dataset: Dataset): void {
  const { step, meta } = checkpoint;
  const { data } = metaOf(checkpoint);
  checkConfig(meta['config'], config);
  if (data === dataset.fingerprint) return;
  throw new UserError(
    `resume: expected the data that the run began with (fingerprint ${data.slice(0, 12)} at step ${step}), ` +
      `got ${dataset.name} (${dataset.fingerprint.slice(0, 12)}); use --fork to start a new run from its weights`,
  );
}
