import type { Model } from '../../../src/engine/engine.ts';
import { latentsOf } from '../../../src/train/latents.ts';
import { modelSamples } from '../../../src/train/model-samples.ts';
import { conditionValues } from '../../../src/util/condition.ts';
import { UserError } from '../../../src/util/error.ts';
import { unknownName } from '../../../src/util/text.ts';
import { clientOf } from './client.ts';
import { checkPorts, describe } from './describe.ts';
import { openModel, type Runtime } from './runtime.ts';
import type { Client, GeneratorInfo, LoadOptions, Source } from './types.ts';

/** What pages and Node do in other ways. */
export interface Host {
  /** The content of a file or address; undefined where there is none. */
  read(address: string): Promise<Uint8Array | undefined>;
  runtime(options: LoadOptions): Promise<Runtime>;
}

const OPTIONS = ['variant', 'device', 'ort', 'wasmPaths'];

/** Most that two devices may differ, as a share of the largest value. */
const TOLERANCE = 1e-2;

/** `load` on a host. */
export async function open(host: Host, source: Source, options: LoadOptions = {}): Promise<Client> {
  const unknown = Object.keys(options).find(name => !OPTIONS.includes(name));
  if (unknown !== undefined) throw new UserError(`load: ${unknownName('option', unknown, OPTIONS)}`);
  const [bytes, name] = await bytesOf(host, source, options);
  const info = describe(bytes, name);
  const runtime = await host.runtime(options);
  const model = await openModel(runtime, bytes, name, options);
  checkPorts(model, info, name);
  if (runtime.device !== 'webgpu' || options.device === 'webgpu') {
    return clientOf(model, info, runtime.device);
  }
  const onWasm = await openModel({ ...runtime, device: 'wasm' }, bytes, name, options);
  const isRight = await agree(model, onWasm, info);
  await (isRight ? onWasm : model).dispose();
  return isRight ? clientOf(model, info, 'webgpu') : clientOf(onWasm, info, 'wasm');
}

/** The bytes of a model and what errors call it. */
async function bytesOf(
  { read }: Host,
  source: Source,
  { variant }: LoadOptions,
): Promise<[Uint8Array, string]> {
  if (source instanceof Uint8Array) return [source, `${source.length} bytes`];
  if (source instanceof ArrayBuffer) return [new Uint8Array(source), `${source.byteLength} bytes`];
  const path = typeof source === 'string' ? source : source.href;
  const places = placesOf(path, variant);
  for (const place of places) {
    const bytes = await read(place);
    if (bytes) return [bytes, place];
  }
  throw new UserError(
    `model: expected ${places.join(' or ')}, got nothing there; write it by \`saddle export RUN --to onnx\``,
  );
}

function placesOf(path: string, variant: LoadOptions['variant']): string[] {
  if (/\.onnx$/.test(path.split(/[?#]/)[0])) return [path];
  const folder = path.replace(/[/\\]$/, '');
  const file = variant ? `model_${variant}.onnx` : 'model.onnx';
  return [`${folder}/${file}`, `${folder}/onnx/${file}`];
}

/** Whether two devices make the same of two latents: a graphics driver, or the runtime on it, may compute wrongly. */
async function agree(a: Model, b: Model, info: GeneratorInfo): Promise<boolean> {
  const z = latentsOf(info.latent, { count: 2 });
  const y = info.condition && conditionValues(info.condition, 2);
  const [x, wanted] = [await modelSamples(a, info, z, y), await modelSamples(b, info, z, y)];
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return x.every((value, i) => Math.abs(value - wanted[i]) <= TOLERANCE * largest);
}
