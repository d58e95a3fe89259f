import { webHost } from '../../../data/loaders/web.ts';
import { openDataset } from '../../../data/registry.ts';
import { webEngine } from '../../../engine/web.ts';
import { UserError } from '../../../util/error.ts';
import { failureOf } from '../engine/fault.ts';
import { loop } from '../engine/loop.ts';
import { type Measuring, measuring } from './measuring.ts';
import type { QualityCommand, QualityReport } from './quality-messages.ts';

const scope = globalThis as unknown as {
  postMessage(message: { id: number; report: QualityReport }): void;
  onmessage: ((event: MessageEvent<QualityCommand>) => void) | null;
};

let id = 0;
let now: Measuring | undefined;

const report = (report: QualityReport) => scope.postMessage({ id, report });

const take = loop<QualityCommand>({
  async obey(command) {
    try {
      if (command.type === 'prepare') await prepare(command);
      else await measure(command.bytes);
    } catch (error) {
      report({ type: 'failed', message: failureOf(error).message });
    }
  },
  turn: async () => false,
  busy: false,
});
scope.onmessage = ({ data }) => take(data);

async function prepare(command: QualityCommand & { type: 'prepare' }): Promise<void> {
  id = command.id;
  await now?.network.dispose();
  now = undefined;
  const host = webHost(command.base, command.own);
  const dataset = await openDataset(command.data, host);
  const engine = await webEngine('wasm', { threads: 1, wasmPaths: new URL('ort/', command.base).href });
  now = await measuring(engine, dataset, host, command.asked);
  const { count, classes, network } = now;
  report({ type: 'prepared', count, classes, network: network.short });
}

async function measure(bytes: Uint8Array): Promise<void> {
  if (!now) throw new UserError('quality: expected real images to compare with, got samples before them');
  report({ type: 'measured', figures: await now.measure(bytes) });
}
