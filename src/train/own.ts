import { UserError } from '../util/error.ts';
import { isObject } from '../util/object.ts';

/** What of a run only its caller has: the networks, or the data of a run that a config describes otherwise. */
const ownKinds = ['gan', 'data'] as const;
export type OwnKind = (typeof ownKinds)[number];

/** What a `config.json` says about it; undefined for a run that its config describes in full. */
export function ownKind(record: unknown): OwnKind | undefined {
  return isObject(record) ? ownKinds.find(kind => kind === record['own']) : undefined;
}

/**
 * Refuses a run that its folder alone does not describe.
 * @throws UserError saying which call goes on with the run
 */
export function refuseOwn(record: unknown): void {
  const kind = ownKind(record);
  if (kind === undefined) return;
  const [what, call] = kind === 'gan' ? ['networks', '{ gan, dataset }'] : ['data', '{ dataset }'];
  throw new UserError(
    `run: expected one that its config describes, got one with ${what} of its own; go on with resumeRun(folder, ${call}) from the program that made it`,
  );
}
