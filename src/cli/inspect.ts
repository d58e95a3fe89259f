import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { input } from '../graph/ops/leaf.ts';
import type { Program } from '../graph/program.ts';
import { sizeOf, type Tensor, topological } from '../graph/tensor.ts';
import type { Network } from '../nn/network.ts';
import { readRun } from '../run/disk.ts';
import type { RunStore } from '../run/store.ts';
import type { Gan } from '../train/build.ts';
import type { Config } from '../train/config.ts';
import { recipes } from '../train/recipes.ts';
import { resolveConfig, validate } from '../train/resolve.ts';
import { UserError } from '../util/error.ts';
import { unknownName } from '../util/text.ts';
import { bytesText, columns, count } from './text.ts';

/** `saddle inspect WHAT` */
export function inspectCommand(): Command {
  const command = new Command('inspect')
    .description(
      'Shows the networks with shapes and parameter counts, what the compiled step consists of, and of a run ' +
        'its checkpoints and whether each is whole.',
    )
    .argument('<what>', 'folder of a run or of a checkpoint, or a recipe')
    .option('--graph', 'print the whole training step, a line for each node');
  return command.action(async (what: string, { graph }: { graph?: boolean }) => {
    const text = await inspect(what, graph ?? false);
    process.stdout.write(`${text}\n`);
  });
}

async function inspect(what: string, graph: boolean): Promise<string> {
  const { config, store, only } = await find(what);
  const { buildGan } = await import('../train/build.ts');
  const gan = buildGan(config, { shape: await shapeOf(config, store) });
  if (graph) return graphText(gan.step.program);
  const parts = [
    title(config),
    networkText(gan.discriminator),
    networkText(gan.generator),
    await stepText(gan, config),
  ];
  if (store) parts.push(await checkpointText(store, only), await damageText(store));
  return parts.join('\n\n');
}

interface Found {
  readonly config: Config;
  readonly store?: RunStore;
  /** Name of the one checkpoint that was asked for. */
  readonly only?: string;
}

async function find(what: string): Promise<Found> {
  if (!existsSync(what)) {
    if (Object.hasOwn(recipes, what)) return { config: resolveConfig({ recipe: what }) };
    throw new UserError(
      `inspect: expected a folder or a recipe, got '${what}': ${unknownName('recipe', what, Object.keys(recipes))}`,
    );
  }
  const path = statSync(what).isDirectory() ? resolve(what) : dirname(resolve(what));
  const isCheckpoint = existsSync(join(path, 'manifest.json')) && !existsSync(join(path, 'config.json'));
  const store = await readRun(isCheckpoint ? dirname(dirname(path)) : path);
  return { config: validate(store.config), store, only: isCheckpoint ? basename(path) : undefined };
}

/** From a checkpoint where there is one: the data may be on another machine. */
async function shapeOf(config: Config, store: RunStore | undefined): Promise<readonly number[]> {
  const checkpoint = await store?.loadCheckpoint().catch(() => undefined);
  const shape = checkpoint?.meta['shape'];
  if (Array.isArray(shape)) return shape as number[];
  const [{ openDataset }, { nodeHost }] = await Promise.all([
    import('../data/registry.ts'),
    import('../data/loaders/node.ts'),
  ]);
  return (await openDataset(config.data, nodeHost())).shape;
}

function title({ recipe, data, objective, batch, k, steps }: Config): string {
  return `${recipe}: ${data.name}, ${objective}, batch ${batch}, k ${k}, ${count(steps)} steps`;
}

/** A row for each layer: what it makes and what it learns. */
function networkText(network: Network): string {
  const rows = layerShapes(network).map(([path, shape]) => {
    const own = network.parameters.filter(p => p.name.slice(0, p.name.lastIndexOf('/')) === path);
    const parameters = own.map(p => `${p.name.slice(path.length + 1)} [${p.shape.join(', ')}]`).join(', ');
    const size = own.reduce((sum, p) => sum + (p.trainable ? sizeOf(p.shape) : 0), 0);
    return [`  ${path.slice(network.name.length + 1)}`, `[${shape.join(', ')}]`, count(size), parameters];
  });
  const head = `${network.name}: [${network.input.join(', ')}] to [${network.output.join(', ')}], ${count(network.size)} trained values`;
  return `${head}\n${columns([['  layer', 'makes', 'learns', 'parameters'], ...rows])}`;
}

/** Each layer with the shape of what leaves it, for one sample, in order. */
function layerShapes(network: Network): [path: string, shape: readonly number[]][] {
  const values = network.variables();
  const parameters = new Set<Tensor>(values.values());
  const layers = new Map<string, readonly number[]>();
  for (const node of topological([network.infer(input('x', [1, ...network.input]), values)])) {
    const inside = node.scope?.startsWith(`${network.name}/`);
    if (inside && !parameters.has(node)) layers.set(node.scope!, node.shape.slice(1));
  }
  return [...layers];
}

async function stepText(gan: Gan, config: Config): Promise<string> {
  const [{ graphStats }, { mapProgram }, { optimize }, { lowerConv }, { encodeScan }] = await Promise.all([
    import('../graph/print.ts'),
    import('../graph/program.ts'),
    import('../graph/passes/optimize.ts'),
    import('../graph/passes/lower-conv.ts'),
    import('../graph/onnx/encode.ts'),
  ]);
  const compiled = mapProgram(gan.step.program, outputs => optimize(outputs, { lower: lowerConv }));
  const { nodes, ops, stateBytes, flops } = graphStats(compiled);
  const given = compiled.inputs.reduce((bytes, node) => bytes + 4 * sizeOf(node.shape), 0);
  const list = Object.entries(ops).map(([name, n]) => `${n} ${name}`);
  return [
    `one step on the cpu, batch ${config.batch}:`,
    columns([
      ['  nodes', `${count(nodes)} (${graphStats(gan.step.program).nodes} before optimisation)`],
      ['  ops', list.join(', ')],
      ['  ONNX model', bytesText(encodeScan(compiled).length)],
      ['  state', bytesText(stateBytes)],
      ['  inputs', bytesText(given)],
      ['  products', `${(flops / 1e6).toFixed(1)} MFLOP`],
    ]),
  ].join('\n');
}

async function graphText(program: Program): Promise<string> {
  const { printGraph } = await import('../graph/print.ts');
  return printGraph([...Object.values(program.outputs), ...program.state.map(s => s.next)]);
}

async function checkpointText(store: RunStore, only: string | undefined): Promise<string> {
  const all = await store.listCheckpoints();
  const steps = all.filter(step => only === undefined || only.endsWith(`-${String(step).padStart(8, '0')}`));
  if (steps.length === 0) return 'checkpoints: none yet';
  const rows = await Promise.all(steps.map(step => checkpointRow(store, step)));
  return `checkpoints in ${store.location}:\n${columns(rows)}`;
}

/** Whether everything is as it was written. */
async function damageText(store: RunStore): Promise<string> {
  const faults = await store.check();
  return faults.length === 0
    ? 'files: as they were written'
    : `damage:\n${faults.map(f => `  ${f}`).join('\n')}`;
}

async function checkpointRow(store: RunStore, step: number): Promise<string[]> {
  try {
    const { tensors, meta } = (await store.loadCheckpoint(step))!;
    const bytes = [...tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
    return [`  step ${step}`, 'whole', `${tensors.size} tensors`, bytesText(bytes), String(meta['engine'])];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`  step ${step}`, error.message.slice(error.message.indexOf('is damaged') + 3), '', '', ''];
  }
}
