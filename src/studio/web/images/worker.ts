import { UserError } from '../../../util/error.ts';
import { failureOf } from '../engine/fault.ts';
import { loop } from '../engine/loop.ts';
import type { Envelope, Failed } from '../engine/run-messages.ts';
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

const take = loop<Command>({
  async obey(command) {
    const during = command.type === 'start' || command.type === 'configure' ? command.type : 'run';
    await guarded(during, () => execute(command));
  },
  turn: async () => (await guarded('run', async () => trainer?.turn())) ?? false,
  get busy() {
    return trainer?.isRunning ?? false;
  },
});
scope.onmessage = ({ data }) => take(data);

/** A fault of a run pauses it. */
async function guarded<T>(during: Failed['during'], act: () => Promise<T>) {
  try {
    return await act();
  } catch (error) {
    if (during === 'run') trainer?.setRunning(false);
    report({ type: 'failed', during, ...failureOf(error) });
    return undefined;
  }
}

/** Commands that the run obeys where it is, not where it is looked at. */
const AT_NOW: readonly Command['type'][] = ['run', 'step', 'configure'];

async function execute(command: Command): Promise<void> {
  if (AT_NOW.includes(command.type)) await trainer?.leavePast();
  switch (command.type) {
    case 'start':
      id = command.id;
      await clear();
      trainer = await Trainer.start(command, report);
      return trainer.setRunning(command.run);
    case 'open':
      return open(command);
    case 'run':
      return trainer?.setRunning(true);
    case 'pause':
      return trainer?.setRunning(false);
    case 'step':
      trainer?.setRunning(false);
      return trainer?.advance(command.count);
    case 'configure':
      return trainer?.configure(command.config);
    case 'drawn':
      return trainer?.wasDrawn();
    case 'past':
      if (command.command.type === 'visit' && trainer?.isRunning) trainer.setRunning(false);
      return trainer?.chronicled(command.command);
    case 'ask':
      return answer(command);
    case 'close':
      await trainer?.dispose().finally(() => scope.close());
      return;
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
