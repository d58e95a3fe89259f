import { readRun } from '../run/disk.ts';
import type { RunStore, SavedCheckpoint } from '../run/store.ts';
import { bestLine } from '../train/best.ts';
import { type MetricLine, readMetricLines } from '../train/metric-line.ts';
import { UserError } from '../util/error.ts';

/** A checkpoint: that of a step, or the best by the figure that the run chooses by. */
export type CheckpointChoice = number | 'best';

/**
 * A run with one of its checkpoints.
 * @param choice default the newest good one
 * @throws UserError when there is no run, or no such checkpoint that is whole
 */
export async function readCheckpoint(
  folder: string,
  choice?: CheckpointChoice,
): Promise<{ readonly store: RunStore; readonly checkpoint: SavedCheckpoint }> {
  const store = await readRun(folder);
  const step = choice === 'best' ? (await requireBest(store, folder)).step : choice;
  const checkpoint = await store.loadCheckpoint(step);
  if (!checkpoint) throw new UserError(`run: expected one with a checkpoint, got ${folder} without one`);
  return { store, checkpoint };
}

/** The line of the best checkpoint; undefined where a run does not choose, or has not measured itself yet. */
export async function bestOf(store: RunStore): Promise<MetricLine | undefined> {
  const { bestBy = 'none' } = store.config as { readonly bestBy?: string };
  if (bestBy === 'none') return undefined;
  return bestLine(readMetricLines(await store.figures()), bestBy, await store.listCheckpoints());
}

async function requireBest(store: RunStore, folder: string): Promise<MetricLine> {
  const found = await bestOf(store);
  if (found) return found;
  throw new UserError(
    `best: expected a run that has measured itself and chooses by a figure, got ${folder}, which has not; train with --evaluate-every N --best-by FIGURE, or name a step`,
  );
}
