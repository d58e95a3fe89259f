import type { Command } from 'commander';
import type { RunSummary, WatchOptions } from '../node/run.ts';
import { trackers } from '../node/track/index.ts';
import { withSignals } from './signals.ts';
import { createStatus, type StatusOptions } from './status.ts';

/** The flags that say how progress is told. */
export function addStatusFlags(command: Command): Command {
  const kinds = Object.entries(trackers).map(([name, { summary }]) => `${name}, ${summary}`);
  return command
    .option('--json', 'one JSON object a line on stdout, for machines')
    .option('--quiet', 'no progress; only the folder at the end, with --json the summary')
    .option(
      '--track <names>',
      `what follows the run beside its own files: ${kinds.join('; ')}; several with commas between them; of a server the address after a colon, as mlflow:http://127.0.0.1:5000; none (default: what followed it until now)`,
    );
}

export interface WatchFlags extends StatusOptions {
  readonly track?: string;
}

/** Runs a training under signals and tells its progress. */
export async function watch(
  options: WatchFlags,
  run: (watching: WatchOptions) => Promise<RunSummary>,
): Promise<RunSummary> {
  const status = createStatus(options);
  try {
    const summary = await withSignals(
      signal => run({ signal, onEvent: event => status.see(event), track: options.track }),
      {
        finished: result => result.finished,
        onStop: () => status.note('stopping after a checkpoint; once more to leave at once'),
      },
    );
    status.end(summary);
    return summary;
  } catch (error) {
    status.leave();
    throw error;
  }
}
