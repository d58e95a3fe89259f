import type { Dataset } from '../data/dataset.ts';
import { pathOptions } from '../data/registry.ts';
import type { Checkpoint } from '../run/store.ts';
import { UserError } from '../util/error.ts';
import { isObject } from '../util/object.ts';
import { type Difference, differences } from './difference.ts';
import { metaOf } from './meta.ts';
import { type OwnKind, ownKind, refuseOwn } from './own.ts';
import { parseRecord } from './recorded.ts';
import type { RunSpec } from './spec.ts';

/** What may change from one part of a run to the next: it says how long and how often, not what is computed. */
const FREE = [
  'steps',
  'sampleEvery',
  'checkpointEvery',
  'samples',
  'evaluateEvery',
  'evaluateSamples',
  'bestBy',
];

/** Values that leave the choice to the machine on which a run goes on. */
const OPEN: Readonly<Record<string, string>> = { device: '"auto"', threads: '0' };

const BEGUN: Readonly<Record<OwnKind | 'config', string>> = {
  gan: 'networks of its own: pass { gan, dataset }',
  data: 'data of its own: pass { dataset }',
  config: 'networks and data that its config describes: pass neither',
};

/** @throws UserError where a run began with more than it is given now, or with less */
export function checkKind(began: unknown, now: OwnKind | undefined): void {
  if (now === undefined) refuseOwn(began);
  const kind = ownKind(began);
  if (kind !== now)
    throw new UserError(`resume: expected what the run began with, ${BEGUN[kind ?? 'config']}`);
}

/**
 * A run goes on only as it began.
 * @param began what the `config.json` of the run says
 * @param now what it would say
 * @throws UserError naming the first value that differs
 */
export function checkRecord(began: unknown, now: RunSpec['record']): void {
  const kind = ownKind(now);
  checkKind(began, kind);
  const { data } = now;
  const name = isObject(data) ? String(data['name']) : '';
  const places = pathOptions(name).map(option => `data.${option}`); // the fingerprint tells what is there
  const free = (path: string) => [...FREE, ...places].some(other => other === path);
  const found = differences(began, now).find(
    ([path, then]) => !free(path) && then !== 'nothing' && then !== OPEN[path],
  );
  if (found) throw new UserError(changed(found, kind));
}

function changed([path, then, now]: Difference, kind: OwnKind | undefined): string {
  if (path === 'program') {
    const short = (digest: string) => digest.slice(1, 13);
    return (
      `resume: expected the gan that the run began with (program ${short(then)}), got another (${short(now)}); ` +
      'build networks, objective, optimisers and rates as they were'
    );
  }
  const remedy = kind
    ? 'leave it as it was, or start a new run'
    : 'use --fork to start a new run from its weights';
  return `resume: expected ${path} ${then} as the run began with, got ${now}; ${remedy}`;
}

/** A checkpoint goes on only with the networks, the plan and the data that it began with. */
export function checkResume(checkpoint: Checkpoint, { record }: RunSpec, dataset: Dataset): void {
  const { step, meta } = checkpoint;
  const { data } = metaOf(checkpoint);
  parseRecord(`checkpoint of step ${step}`, meta['config']);
  checkRecord(meta['config'], record);
  if (data === dataset.fingerprint) return;
  const remedy = ownKind(record)
    ? 'pass the same data, or start a new run'
    : 'use --fork to start a new run from its weights';
  throw new UserError(
    `resume: expected the data that the run began with (fingerprint ${data.slice(0, 12)} at step ${step}), ` +
      `got ${dataset.name} (${dataset.fingerprint.slice(0, 12)}); ${remedy}`,
  );
}
