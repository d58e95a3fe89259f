import type { Dataset } from '../data/dataset.ts';
import type { Checkpoint } from '../run/store.ts';
import { UserError } from '../util/error.ts';
import type { Config } from './config.ts';

/** What may change from one part of a run to the next: it says how long and how often, not what is computed. */
const FREE = ['steps', 'sampleEvery', 'checkpointEvery', 'samples'];

/** Values that leave the choice to the machine on which a run goes on. */
const OPEN: Readonly<Record<string, string>> = { device: '"auto"', threads: '0' };

/**
 * A run goes on only as it began.
 * @throws UserError naming the first value that differs
 */
export function checkConfig(began: unknown, config: Config): void {
  const difference = firstDifference(began, config, '');
  if (!difference) return;
  const [path, then, now] = difference;
  throw new UserError(
    `resume: expected ${path} ${then} as the run began with, got ${now}; use --fork to start a new run from its weights`,
  );
}

/** A checkpoint goes on only with the config and the data that it began with. */
export function checkOrigin({ meta, step }: Checkpoint, config: Config, dataset: Dataset): void {
  checkConfig(meta['config'], config);
  if (meta['data'] === dataset.fingerprint) return;
  throw new UserError(
    `resume: expected the data that the run began with (fingerprint ${String(meta['data']).slice(0, 12)} at step ${step}), ` +
      `got ${dataset.name} (${dataset.fingerprint.slice(0, 12)}); use --fork to start a new run from its weights`,
  );
}

type Difference = readonly [path: string, then: string, now: string];

function firstDifference(then: unknown, now: unknown, path: string): Difference | undefined {
  if (FREE.includes(path) || then === undefined) return undefined; // an older config may lack a value
  if (!isObject(then) || !isObject(now)) {
    const [a, b] = [text(then), text(now)];
    return a === b || a === OPEN[path] ? undefined : [path || 'config', a, b];
  }
  const keys = [...new Set([...Object.keys(then), ...Object.keys(now)])];
  for (const key of keys) {
    const found = firstDifference(then[key], now[key], path === '' ? key : `${path}.${key}`);
    if (found) return found;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const text = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));
