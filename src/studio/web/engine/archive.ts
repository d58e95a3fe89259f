import { createDirectory, openDirectory } from '../../../run/directory.ts';
import type { RunFiles } from '../../../run/files.ts';
import { memoryFiles, plainDigest } from '../../../run/memory.ts';
import type { Checkpoint, StatsRow } from '../../../run/store.ts';
import { checkpointOf } from '../../../train/checkpoint.ts';
import type { Config } from '../../../train/config.ts';
import { configOf, metaOf } from '../../../train/meta.ts';
import type { RunSpec } from '../../../train/spec.ts';
import { firstNonFinite, fromTensors } from '../../../train/state.ts';
import type { Snapshot } from '../../../train/trainer.ts';
import { UserError } from '../../../util/error.ts';
import type { Session } from './session.ts';

const ROOT = 'run';
/** No row of the log is under way. */
const EMPTY = { count: 0, sums: {} };

/**
 * A run as the files of a run folder, with one checkpoint, which `saddle resume` goes on with.
 * @param rows of the log: means over the steps since the row before, the last one up to the snapshot
 */
export async function archiveOf(
  session: Session,
  { step, state }: Snapshot,
  rows: readonly StatsRow[],
): Promise<RunFiles> {
  const config = portable(session.config, step);
  const record = config as unknown as RunSpec['record'];
  const content = new Map<string, Uint8Array>();
  const options = { digest: plainDigest };
  const store = await createDirectory(memoryFiles(content), ROOT, record, options);
  for (const row of rows) await store.append('stats.jsonl', row);
  const { checkpointParts: parts, ancestry } = session;
  const spec = { ...parts.spec, record };
  await store.saveCheckpoint(checkpointOf({ ...parts, spec, window: EMPTY, ancestry }, step, state));
  await store.close();
  return new Map([...content].map(([path, bytes]) => [path.slice(ROOT.length + 1), bytes]));
}

/** A run that was read from the files of its folder. */
export interface Archive {
  /** Of the checkpoint, for any machine. */
  readonly config: Config;
  readonly checkpoint: Checkpoint;
  readonly rows: readonly StatsRow[];
  /** What was damaged and passed over, in sentences. */
  readonly warnings: readonly string[];
}

/**
 * Reads the newest whole checkpoint of a run.
 * @throws UserError, one sentence, when it is no run, or nothing of it is whole
 */
export async function readArchive(files: RunFiles): Promise<Archive> {
  const content = new Map([...files].map(([path, bytes]) => [`${ROOT}/${path}`, bytes]));
  const options = { digest: plainDigest, repair: false };
  const store = await openDirectory(memoryFiles(content), ROOT, options);
  const checkpoint = await store.loadCheckpoint();
  if (!checkpoint)
    throw new UserError('run: expected a checkpoint, got a run that has none yet; let it save one');
  const { 'stats.jsonl': stats = '' } = checkpoint.logs;
  await store.rewind({ ...checkpoint, logs: { 'stats.jsonl': stats } }); // a page reads no other log
  const rows = await store.rows('stats.jsonl');
  const config = portable(configOf(checkpoint), checkpoint.step);
  return { config, checkpoint, rows, warnings: store.warnings };
}

/**
 * Takes a session to where an archive is; its config must be that of the archive.
 * @throws UserError when networks or data are not those of the archive
 */
export async function restoreArchive(session: Session, { checkpoint }: Archive): Promise<void> {
  const { gan, split } = session;
  const dataset = split.training;
  const { step, tensors } = checkpoint;
  const meta = metaOf(checkpoint);
  if (meta.data !== dataset.fingerprint)
    throw new UserError(
      `run: expected data with the fingerprint ${shortened(meta.data)}, got ${dataset.name} with ${shortened(dataset.fingerprint)}; ` +
        'it was trained on other data, or by another version',
    );
  const state = fromTensors(gan, tensors);
  const bad = firstNonFinite(state);
  if (bad !== undefined) throw new UserError(`run: expected finite numbers, got others in ${bad}`);
  session.ancestry = meta.ancestry;
  await session.restore({ step, state }, meta.monitor);
}

const shortened = (fingerprint: unknown) => String(fingerprint).slice(0, 12);

/** The same run on any machine; it has at least the steps that are done. */
function portable(config: Config, step: number): Config {
  return { ...config, device: 'auto', threads: 0, steps: Math.max(config.steps, step) };
}
