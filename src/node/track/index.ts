import { UserError } from '../../util/error.ts';
import { unknownName } from '../../util/text.ts';
import { mlflow } from './mlflow.ts';
import { tensorboard } from './tensorboard/tensorboard.ts';
import type { TrackerKind } from './tracker.ts';
import { trackio } from './trackio.ts';

export const trackers = { tensorboard, mlflow, trackio } satisfies Record<string, TrackerKind>;

export type TrackerName = keyof typeof trackers;

/** A tracker that a run is followed by, and where it listens. */
export interface Wanted {
  readonly name: TrackerName;
  readonly address?: string;
}

/**
 * Trackers as a flag names them: `tensorboard,mlflow:http://127.0.0.1:5000`; `none` for none.
 * @throws UserError for an unknown one, one named twice, or an address that is none
 */
export function parseTrackers(text: string): readonly Wanted[] {
  if (text === 'none') return [];
  const wanted = text.split(',').map(one => parseTracker(one.trim()));
  const twice = wanted.find(({ name }, i) => wanted.findIndex(other => other.name === name) !== i);
  if (twice)
    throw new UserError(`--track: expected each tracker once, got ${twice.name} twice; leave one out`);
  return wanted;
}

function parseTracker(text: string): Wanted {
  const [, name, address] = /^([^:]*)(?::(.*))?$/.exec(text)!;
  if (!Object.hasOwn(trackers, name)) {
    throw new UserError(`--track: ${unknownName('tracker', name, [...Object.keys(trackers), 'none'])}`);
  }
  const known = name as TrackerName;
  if (address === undefined) return { name: known };
  if (!trackers[known].remote) {
    throw new UserError(
      `--track: expected no address with ${name}, which writes into the folder of the run, got ${address}; leave it out`,
    );
  }
  return { name: known, address: checkedAddress(name, address) };
}

function checkedAddress(name: string, address: string): string {
  if (URL.canParse(address) && /^https?:/.test(address)) return address.replace(/\/+$/, '');
  throw new UserError(`--track: expected an address such as ${name}:http://127.0.0.1:5000, got '${address}'`);
}
