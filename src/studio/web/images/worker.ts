import { UserError } from '../../../util/error.ts';
import { failureOf } from '../engine/fault.ts';
import type { Envelope } from '../engine/run-messages.ts';
import { serve } from '../engine/serve.ts';
import { buffersOf } from '../engine/transfer.ts';
import { Exported } from './exported.ts';
import type { Command, Report } from './messages.ts';
import { Trainer } from './trainer.ts';

const scope = globalThis as unknown as {
  postMessage(message: Envelope<Report>, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<Command>) => void) | null;
  close(): void;
};

/** The run that reports belong to. */
let id = 0;
let trainer: Trainer | undefined;
/** A generator in place of a run. */
let exported: Exported | undefined;

function report(report: Report): void {
  const moved = report.type === 'picture' || report.type === 'answer';
  scope.postMessage({ id, report }, moved ? buffersOf(report) : []);
}

const take = serve<Command>({ run: () => trainer, execute, report });
scope.onmessage = ({ data }) => take(data);

async function execute(command: Command): Promise<void> {
  switch (command.type) {
    case 'start':
      await clear().finally(() => {
        id = command.id; // what was reported until now is of the run before
      });
      trainer = await Trainer.start(command, report);
      return trainer.setRunning(command.run);
    case 'open':
      return open(command);
    case 'ask':
      return answer(command);
    case 'close':
      return clear().finally(() => scope.close());
    default:
      return trainer?.obey(command);
  }
}

async function clear(): Promise<void> {
  await trainer?.dispose();
  await exported?.dispose();
  trainer = undefined;
  exported = undefined;
}

/** A file that cannot be opened leaves the run as it is. */
async function open({ model, name, base, seed }: Command & { type: 'open' }): Promise<void> {
  try {
    const next = await Exported.open(model, name, new URL('ort/', base).href);
    const bytes = await next.grid(seed);
    await clear();
    exported = next;
    report({ type: 'opened', scene: next.scene, bytes });
  } catch (error) {
    report({ type: 'unopened', message: failureOf(error).message });
  }
}

/** A question that cannot be answered does not stop the run. */
async function answer({ ticket, question }: Command & { type: 'ask' }): Promise<void> {
  try {
    const asked = trainer ?? exported;
    if (!asked) throw new UserError('images: expected a run to look into, got none; start one');
    report({ type: 'answer', ticket, answer: await asked.answer(question) });
  } catch (error) {
    report({ type: 'refused', ticket, message: failureOf(error).message });
  }
}
