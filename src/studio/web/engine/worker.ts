import { failureOf } from './fault.ts';
import { loop } from './loop.ts';
import type { Command, Report } from './messages.ts';
import type { Envelope, Failed } from './run-messages.ts';
import { Trainer } from './trainer.ts';
import { buffersOf } from './transfer.ts';

const scope = globalThis as unknown as {
  postMessage(message: Envelope<Report>, transfer: Transferable[]): void;
  close(): void;
  onmessage: ((event: MessageEvent<Command>) => void) | null;
};

/** The run that reports belong to. */
let id = 0;

function report(report: Report): void {
  scope.postMessage({ id, report }, report.type === 'picture' ? buffersOf(report.picture) : []);
}

let trainer: Trainer | undefined;

const take = loop<Command>({
  obey,
  turn,
  get busy() {
    return trainer?.isRunning ?? false;
  },
});
scope.onmessage = ({ data }) => take(data);

async function turn(): Promise<boolean> {
  try {
    return (await trainer?.turn()) ?? false;
  } catch (error) {
    trainer?.setRunning(false);
    fail('run', error);
    return true;
  }
}

async function obey(command: Command): Promise<void> {
  const during = command.type === 'start' ? 'start' : command.type === 'configure' ? 'configure' : 'run';
  try {
    await execute(command);
  } catch (error) {
    if (during === 'run') trainer?.setRunning(false);
    fail(during, error);
  }
}

/** Commands that the run obeys where it is, not where it is looked at. */
const AT_NOW: readonly Command['type'][] = ['run', 'step', 'slow-step', 'reach', 'configure'];

async function execute(command: Command): Promise<void> {
  if (AT_NOW.includes(command.type)) await trainer?.leavePast();
  switch (command.type) {
    case 'start': {
      id = command.id;
      await trainer?.dispose();
      trainer = undefined;
      trainer = await Trainer.start(command, report);
      trainer.setRunning(command.run);
      return;
    }
    case 'run':
      return trainer?.setRunning(true);
    case 'pause':
      return trainer?.setRunning(false);
    case 'step':
      trainer?.setRunning(false);
      return trainer?.advance(command.count);
    case 'slow-step':
      trainer?.setRunning(false);
      return trainer?.slowStep();
    case 'reach':
      trainer?.setRunning(false);
      return trainer?.reach(command.step);
    case 'limit':
      if (trainer) trainer.limit = command.step;
      return;
    case 'speed':
      if (trainer) trainer.speed = command.speed;
      return;
    case 'layers':
      return trainer?.show(command.layers);
    case 'configure':
      return trainer?.configure(command.config);
    case 'drawn':
      return trainer?.wasDrawn();
    case 'past':
      if (command.command.type === 'visit' && trainer?.isRunning) trainer.setRunning(false);
      return trainer?.chronicled(command.command);
    case 'close':
      await trainer?.dispose().finally(() => scope.close());
      return;
  }
}

function fail(during: Failed['during'], error: unknown): void {
  report({ type: 'failed', during, ...failureOf(error) });
}
