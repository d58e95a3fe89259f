import type { Model } from '../../../src/engine/engine.ts';
import { latentsOf } from '../../../src/train/latents.ts';
import { modelSamples } from '../../../src/train/model-samples.ts';
import { conditionValues } from '../../../src/util/condition.ts';
import { UserError } from '../../../src/util/error.ts';
import { unknownName } from '../../../src/util/text.ts';
import { clientOf } from './client.ts';
import { checkPorts, describe, isWebPage } from './describe.ts';
import { openModel, type Runtime } from './runtime.ts';
import type { Client, GeneratorInfo, LoadOptions, Source } from './types.ts';

/** What pages and Node do in other ways. */
export interface Host {
  /** The content of a file or address; undefined where there is none. */
  read(address: string): Promise<Uint8Array | undefined>;
  runtime(options: LoadOptions): Promise<Runtime>;
}

const OPTIONS = ['variant', 'device', 'ort', 'wasmPaths'];
const VALUES = { variant: ['fp16', 'int8'], device: ['webgpu', 'wasm', 'cpu'] };

/** Most that two devices may differ, as a share of the largest value. */
const TOLERANCE = 1e-2;

/** `load` on a host. */
export async function open(host: Host, source: Source, options: LoadOptions = {}): Promise<Client> {
  checkOptions(options);
  const [bytes, name] = await bytesOf(host, source, options);
  const info = describe(bytes, name);
  const runtime = await host.runtime(options);
  const opened = async (device: Client['device']) => {
    const model = await openModel({ ...runtime, device }, bytes, name, options);
    return checkedPorts(model, info, name);
  };
  const { device } = runtime;
  if (device !== 'webgpu' || options.device) return clientOf(await opened(device), info, device);
  const onWasm = await opened('wasm');
  const onGpu = await rightOne(opened('webgpu'), onWasm, info).catch(() => undefined);
  if (!onGpu) return clientOf(onWasm, info, 'wasm');
  await onWasm.dispose();
  return clientOf(onGpu, info, 'webgpu');
}

function checkOptions(options: LoadOptions): void {
  const check = (kind: string, name: string, valid: readonly string[]) => {
    if (!valid.includes(name)) throw new UserError(`load: ${unknownName(kind, name, valid)}`);
  };
  for (const [name, value] of Object.entries(options)) {
    check('option', name, OPTIONS);
    const valid = VALUES[name as keyof typeof VALUES];
    if (valid && value !== undefined) check(name, String(value), valid);
  }
}

async function checkedPorts(model: Model, info: GeneratorInfo, name: string): Promise<Model> {
  try {
    checkPorts(model, info, name);
    return model;
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

/** A model that opens and makes what another one makes; it is disposed of where it does not. */
async function rightOne(opening: Promise<Model>, other: Model, info: GeneratorInfo) {
  const model = await opening;
  if (await agree(model, other, info).catch(() => false)) return model;
  await model.dispose();
  return undefined;
}

type Named = [bytes: Uint8Array, name: string];

/** The bytes of a model and what errors call it. A web page in a place is what some servers send for nothing. */
async function bytesOf({ read }: Host, source: Source, { variant }: LoadOptions): Promise<Named> {
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) {
    refuseVariant(variant, 'bytes');
    const bytes = source instanceof Uint8Array ? source : new Uint8Array(source);
    return [bytes, `${bytes.length} bytes`];
  }
  const places = placesOf(typeof source === 'string' ? source : source.href, variant);
  let page: Named | undefined;
  for (const place of places) {
    const bytes = await read(place);
    if (bytes && !isWebPage(bytes)) return [bytes, place];
    page ??= bytes && [bytes, place];
  }
  if (page) return page;
  throw new UserError(
    `model: expected ${places.join(' or ')}, got nothing there; write it by \`saddle export RUN --to onnx\``,
  );
}

function placesOf(path: string, variant: LoadOptions['variant']): string[] {
  if (/\.onnx$/.test(path.split(/[?#]/)[0])) {
    refuseVariant(variant, path);
    return [path];
  }
  const folder = path.replace(/[/\\]$/, '');
  const file = variant ? `model_${variant}.onnx` : 'model.onnx';
  return [`${folder}/${file}`, `${folder}/onnx/${file}`];
}

function refuseVariant(variant: LoadOptions['variant'], source: string): void {
  if (!variant) return;
  throw new UserError(`variant: expected a folder to choose '${variant}' of, got ${source}; leave it out`);
}

/** Whether two devices make the same of two latents: a graphics driver, or the runtime on it, may compute wrongly. */
async function agree(a: Model, b: Model, info: GeneratorInfo): Promise<boolean> {
  const z = latentsOf(info.latent, { count: 2 });
  const y = info.condition && conditionValues(info.condition, 2);
  const [x, wanted] = [await modelSamples(a, info, z, y), await modelSamples(b, info, z, y)];
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return x.every((value, i) => Math.abs(value - wanted[i]) <= TOLERANCE * largest);
}
