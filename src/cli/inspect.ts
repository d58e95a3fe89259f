import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { Gan } from '../gan/gan.ts';
import { input } from '../graph/ops/leaf.ts';
import type { Program } from '../graph/program.ts';
import { sizeOf, type Tensor, topological } from '../graph/tensor.ts';
import { multiplyAdds, receptiveField } from '../nn/measure.ts';
import type { Network } from '../nn/network.ts';
import { bestOf } from '../node/checkpoint.ts';
import { modelAt } from '../node/sample-model.ts';
import { readRun } from '../run/disk.ts';
import { DamageError } from '../run/manifest.ts';
import type { RunStore } from '../run/store.ts';
import type { DataShape } from '../train/build.ts';
import type { Config } from '../train/config.ts';
import { metaOf } from '../train/meta.ts';
import { recipes } from '../train/recipes.ts';
import { parseConfigFile, resolveConfig } from '../train/resolve.ts';
import { textOf } from '../train/shorthand.ts';
import { spreadText } from '../train/verdict.ts';
import { UserError } from '../util/error.ts';
import { unknownName } from '../util/text.ts';
import { inspectModel } from './inspect-model.ts';
import { print, printJson } from './terminal.ts';
import { bytesText, columns, count } from './text.ts';

/** `saddle inspect WHAT` */
export function inspectCommand(): Command {
  const command = new Command('inspect')
    .description(
      'Shows the networks with shapes and parameter counts, what the compiled step consists of, and of a run ' +
        'its checkpoints and whether each is whole.',
    )
    .argument('<what>', 'folder of a run, of a checkpoint or of an exported model, a .onnx file, or a recipe')
    .option('--json', 'as one JSON object')
    .addOption(
      new Option('--graph', 'print the whole training step, a line for each node').conflicts('json'),
    );
  return command.action(inspect);
}

async function inspect(
  what: string,
  { graph, json }: { readonly graph?: boolean; readonly json?: boolean },
): Promise<void> {
  const model = modelAt(what);
  if (model !== undefined) return inspectModel(what, model, { graph, json });
  const found = await look(what);
  const { gan, store } = found;
  if (graph) return print(await graphText(gan.step.program));
  const facts = await factsOf(found);
  return json ? printJson(facts) : print(words(facts, gan, store));
}

/** Finds a run or a recipe, and builds its networks. */
export async function look(what: string): Promise<Found & { readonly gan: Gan }> {
  const found = await find(what);
  const { buildGan } = await import('../train/build.ts');
  return { ...found, gan: buildGan(found.config, await dataShape(found.config, found.store)) };
}

/** All that is shown. */
export async function factsOf({
  config,
  store,
  only,
  gan,
}: Awaited<ReturnType<typeof look>>): Promise<Facts> {
  return {
    ...(store && { folder: store.location }),
    config,
    discriminator: networkFacts(gan.discriminator),
    generator: networkFacts(gan.generator),
    step: await stepFacts(gan, config),
    ...(store && {
      checkpoints: await checkpointFacts(store, only),
      ...(await bestFacts(store)),
      damage: await store.check(),
    }),
  };
}

/** What `--json` prints. */
interface Facts {
  readonly folder?: string;
  readonly config: Config;
  readonly discriminator: NetworkFacts;
  readonly generator: NetworkFacts;
  readonly step: Awaited<ReturnType<typeof stepFacts>>;
  readonly checkpoints?: readonly CheckpointFacts[];
  /** The best checkpoint by the figure that the run chooses by. */
  readonly best?: BestFacts;
  /** What is not as it was written, a sentence each. */
  readonly damage?: readonly string[];
}

function words(facts: Facts, gan: Gan, store: RunStore | undefined): string {
  const parts = [
    title(facts.config),
    networkText(gan.discriminator.name, facts.discriminator),
    networkText(gan.generator.name, facts.generator),
    stepText(facts.step),
  ];
  if (facts.checkpoints) parts.push(checkpointText(store!.location, facts.checkpoints, facts.best));
  if (facts.damage) parts.push(damageText(facts.damage));
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
  const config = parseConfigFile(`${store.location}/config.json`, store.config);
  return { config, store, only: isCheckpoint ? basename(path) : undefined };
}

/** From a checkpoint where there is one: the data may be on another machine. */
async function dataShape(config: Config, store: RunStore | undefined): Promise<DataShape> {
  const checkpoint = await store?.loadCheckpoint().catch(() => undefined);
  if (checkpoint) return metaOf(checkpoint);
  const [{ openDataset }, { nodeHost }] = await Promise.all([
    import('../data/registry.ts'),
    import('../data/loaders/node.ts'),
  ]);
  return openDataset(config.data, nodeHost());
}

function title({ recipe, data, objective, batch, k, steps }: Config): string {
  return `${recipe}: ${data.name}, ${textOf(objective, 'objective')}, batch ${batch}, k ${k}, ${count(steps)} steps`;
}

interface NetworkFacts {
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** Trained values. */
  readonly size: number;
  /** Multiplications, each with an addition, of values with weights in a forward pass of one sample. */
  readonly multiplyAdds: number;
  /** Rows and columns of the image that one position of the last features sees; without its edges where that is more than the image. */
  readonly receptiveField?: readonly [number, number];
  readonly layers: readonly LayerFacts[];
}

interface LayerFacts {
  readonly name: string;
  /** Shape of what it makes of one sample. */
  readonly shape: readonly number[];
  readonly size: number;
  readonly parameters: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

function networkFacts(network: Network): NetworkFacts {
  const layers = layerShapes(network).map(([path, shape]) => {
    const own = network.parameters.filter(p => p.name.slice(0, p.name.lastIndexOf('/')) === path);
    return {
      name: path.slice(network.name.length + 1),
      shape,
      size: own.reduce((sum, p) => sum + (p.trainable ? sizeOf(p.shape) : 0), 0),
      parameters: own.map(p => ({ name: p.name.slice(path.length + 1), shape: p.shape })),
    };
  });
  const { input, output, size } = network;
  const receptive = receptiveField(network);
  return {
    input,
    output,
    size,
    multiplyAdds: multiplyAdds(network),
    ...(receptive && { receptiveField: receptive }),
    layers,
  };
}

/** A row for each layer: what it makes and what it learns. */
function networkText(name: string, facts: NetworkFacts): string {
  const { input, output, size, multiplyAdds: products, receptiveField: field, layers } = facts;
  const rows = layers.map(layer => {
    const parameters = layer.parameters.map(p => `${p.name} [${p.shape.join(', ')}]`).join(', ');
    return [`  ${layer.name}`, `[${layer.shape.join(', ')}]`, count(layer.size), parameters];
  });
  const head = `${name}: [${input.join(', ')}] to [${output.join(', ')}], ${count(size)} trained values`;
  const sees = field ? `; each of the last features sees ${field.join(' × ')} pixels` : '';
  const cost = `  ${count(products)} multiply-adds for a sample${sees}`;
  return `${head}\n${cost}\n${columns([['  layer', 'makes', 'learns', 'parameters'], ...rows])}`;
}

/** Each layer with the shape of what leaves it, for one sample, in order. */
function layerShapes(network: Network): [path: string, shape: readonly number[]][] {
  const values = network.variables();
  const parameters = new Set<Tensor>(values.values());
  const layers = new Map<string, readonly number[]>();
  const x = input('x', [1, ...network.input]);
  const output = network.infer(x, values, network.conditionInput('y', 1));
  for (const node of topological([output])) {
    const inside = node.scope?.startsWith(`${network.name}/`);
    if (inside && !parameters.has(node)) layers.set(node.scope!, node.shape.slice(1));
  }
  return [...layers];
}

async function stepFacts(gan: Gan, config: Config) {
  const [{ graphStats }, { mapProgram }, { optimize }, { lowerConv }, { encodeScan }] = await Promise.all([
    import('../graph/print.ts'),
    import('../graph/program.ts'),
    import('../graph/passes/optimize.ts'),
    import('../graph/passes/lower-conv.ts'),
    import('../graph/onnx/encode.ts'),
  ]);
  const compiled = mapProgram(gan.step.program, outputs => optimize(outputs, { lower: lowerConv }));
  return {
    device: 'cpu',
    batch: config.batch,
    nodesBefore: graphStats(gan.step.program).nodes,
    ...graphStats(compiled),
    modelBytes: encodeScan(compiled).length,
    inputBytes: compiled.inputs.reduce((bytes, node) => bytes + 4 * sizeOf(node.shape), 0),
  };
}

function stepText(step: Facts['step']): string {
  const list = Object.entries(step.ops).map(([name, n]) => `${n} ${name}`);
  return [
    `one step on the ${step.device}, batch ${step.batch}:`,
    columns([
      ['  nodes', `${count(step.nodes)} (${step.nodesBefore} before optimisation)`],
      ['  ops', list.join(', ')],
      ['  ONNX model', bytesText(step.modelBytes)],
      ['  state', bytesText(step.stateBytes)],
      ['  inputs', bytesText(step.inputBytes)],
      ['  products', `${(step.flops / 1e6).toFixed(1)} MFLOP`],
    ]),
  ].join('\n');
}

async function graphText(program: Program): Promise<string> {
  const { printGraph } = await import('../graph/print.ts');
  return printGraph([...Object.values(program.outputs), ...program.state.map(s => s.next)]);
}

interface CheckpointFacts {
  readonly step: number;
  readonly whole: boolean;
  /** What is wrong with one that is not whole. */
  readonly fault?: string;
  readonly tensors?: number;
  readonly bytes?: number;
  readonly engine?: string;
}

/** Whether everything is as it was written. */
function damageText(faults: readonly string[]): string {
  return faults.length === 0
    ? 'files: as they were written'
    : `damage:\n${faults.map(f => `  ${f}`).join('\n')}`;
}

async function checkpointFacts(store: RunStore, only: string | undefined): Promise<CheckpointFacts[]> {
  const all = await store.listCheckpoints();
  const steps = all.filter(step => only === undefined || only.endsWith(`-${String(step).padStart(8, '0')}`));
  return Promise.all(steps.map(step => checkpointOf(store, step)));
}

async function checkpointOf(store: RunStore, step: number): Promise<CheckpointFacts> {
  try {
    const checkpoint = (await store.loadCheckpoint(step))!;
    const { tensors } = checkpoint;
    const bytes = [...tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
    return { step, whole: true, tensors: tensors.size, bytes, engine: metaOf(checkpoint).engine };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { cause } = error;
    return {
      step,
      whole: false,
      fault: cause instanceof DamageError ? `damaged (${cause.message})` : error.message,
    };
  }
}

interface BestFacts {
  readonly step: number;
  /** Name of the protocol. */
  readonly metric: string;
  readonly value: number;
  readonly error: number;
}

async function bestFacts(store: RunStore): Promise<{ readonly best?: BestFacts }> {
  const found = await bestOf(store);
  if (!found) return {};
  const { step, metric, detail } = found;
  return { best: { step, metric, value: detail.value, error: detail.error } };
}

function checkpointText(
  folder: string,
  checkpoints: readonly CheckpointFacts[],
  best: BestFacts | undefined,
): string {
  if (checkpoints.length === 0) return 'checkpoints: none yet';
  const rows = checkpoints.map(({ step, whole, fault = '', tensors, bytes = 0, engine = '' }) =>
    whole
      ? [`  step ${step}`, 'whole', `${tensors} tensors`, bytesText(bytes), engine]
      : [`  step ${step}`, fault, '', '', ''],
  );
  const chosen = best && `\nbest: step ${best.step}, ${best.metric} ${spreadText(best.value, best.error)}`;
  return `checkpoints in ${folder}:\n${columns(rows)}${chosen ?? ''}`;
}
