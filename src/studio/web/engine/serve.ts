import { failureOf } from './fault.ts';
import { loop } from './loop.ts';
import type { Failed } from './run-messages.ts';
import type { RunTrainer } from './run-trainer.ts';

interface Served<C> {
  /** The run, once there is one. */
  readonly run: () => RunTrainer | undefined;
  readonly execute: (command: C) => Promise<void>;
  readonly report: (report: Failed) => void;
}

/**
 * Drives a run between commands, which are obeyed one after the other; what fails is reported, and a fault of the run
 * pauses it.
 * @returns what takes the next command
 */
export function serve<C extends { readonly type: string }>({
  run,
  execute,
  report,
}: Served<C>): (command: C) => void {
  const guarded = async (during: Failed['during'], act: () => Promise<boolean>): Promise<boolean> => {
    try {
      return await act();
    } catch (error) {
      if (during === 'run') run()?.setRunning(false);
      report({ type: 'failed', during, ...failureOf(error) });
      return true; // where it stopped is to be shown
    }
  };
  return loop<C>({
    async obey(command) {
      const { type } = command;
      const during = type === 'start' || type === 'configure' ? type : 'run';
      await guarded(during, async () => {
        await execute(command);
        return true;
      });
    },
    turn: () => guarded('run', async () => (await run()?.turn()) ?? false),
    get busy() {
      return run()?.isRunning ?? false;
    },
  });
}
