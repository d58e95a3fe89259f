import type { Command, Report } from './messages.ts';
import type { Envelope } from './run-messages.ts';
import { serve } from './serve.ts';
import { Trainer } from './trainer.ts';
import { buffersOf } from './transfer.ts';

const scope = globalThis as unknown as {
  postMessage(message: Envelope<Report>, transfer: Transferable[]): void;
  close(): void;
  onmessage: ((event: MessageEvent<Command>) => void) | null;
};

/** The run that reports belong to. */
let id = 0;
let trainer: Trainer | undefined;

/** Reports whose arrays are made for them. */
const MOVED: readonly Report['type'][] = ['picture', 'slice', 'anatomy'];

function report(report: Report): void {
  scope.postMessage({ id, report }, MOVED.includes(report.type) ? buffersOf(report) : []);
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
    case 'slow-step':
      await trainer?.stand();
      return trainer?.slowStep();
    case 'reach':
      await trainer?.stand();
      return trainer?.reach(command.step);
    case 'limit':
      if (trainer) trainer.limit = command.step;
      return;
    case 'speed':
      if (trainer) trainer.speed = command.speed;
      return;
    case 'layers':
      return trainer?.show(command.layers);
    case 'close':
      return clear().finally(() => scope.close());
    default:
      return trainer?.obey(command);
  }
}

async function clear(): Promise<void> {
  await trainer?.dispose();
  trainer = undefined;
}
