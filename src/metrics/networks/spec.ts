import { UserError } from '../../util/error.ts';
import { unknownName } from '../../util/text.ts';
import type { ImageInput } from './images.ts';

/** A layer of an ONNX model, and how its images are prepared. */
export interface ModelSpec {
  /** Path or address of the model. */
  readonly place: string;
  /** Name of the value that features are taken from: an output, or one within. */
  readonly layer: string;
  readonly input: ImageInput;
  /** Of the file, which must have it. */
  readonly sha256?: string;
}

const OPTIONS = ['size', 'range', 'mean', 'std', 'layout', 'sha256'];

const FORM = 'FILE.onnx#LAYER,size=299,range=-1..1,layout=nchw,sha256=…';

/** Whether a text names a model rather than a network that Saddle knows. */
export const isModelSpec = (text: string) => text.includes('#') || /\.onnx$/i.test(text);

/** Whether a place is an address. */
export const isAddress = (place: string) => /^https?:\/\//.test(place);

/**
 * Reads `FILE.onnx#LAYER,size=299,range=-1..1,layout=nchw,sha256=…`. Pixels go to `range`, or to (x − mean)/std of pixels in
 * [0, 1], with `mean=0.485/0.456/0.406,std=0.229/0.224/0.225`; `layout` is `nchw` (default) or `nhwc`.
 * @throws UserError that names the part that is missing or wrong
 */
export function parseModelSpec(text: string): ModelSpec {
  const hash = text.lastIndexOf('#');
  const [layer, ...rest] = text.slice(hash + 1).split(',');
  const place = text.slice(0, Math.max(0, hash));
  if (place === '' || layer === '' || layer.includes('=')) {
    throw fault(
      `a layer after '#', as in ${FORM}`,
      `'${text}'`,
      'name the value that features are taken from',
    );
  }
  const options = new Map(rest.map(readOption));
  const { sha256 } = Object.fromEntries(options) as { sha256?: string };
  if (sha256 !== undefined && !/^[\da-f]{64}$/i.test(sha256)) {
    throw fault('sha256 as 64 hex digits', `'${sha256}'`, 'sha256sum FILE prints them');
  }
  if (isAddress(place) && sha256 === undefined) {
    throw fault(`sha256=… for ${place}`, 'none', 'only what has a known content is fetched');
  }
  const input = { size: sizeOf(options), range: rangeOf(options), layout: layoutOf(options) };
  return { place, layer, input, ...(sha256 && { sha256: sha256.toLowerCase() }) };
}

type Options = ReadonlyMap<string, string>;

function readOption(text: string): [string, string] {
  const at = text.indexOf('=');
  const name = at < 0 ? text : text.slice(0, at);
  if (!OPTIONS.includes(name)) throw new UserError(unknownName('option of a feature network', name, OPTIONS));
  return [name, at < 0 ? '' : text.slice(at + 1)];
}

function sizeOf(options: Options): number {
  const size = Number(options.get('size'));
  if (Number.isInteger(size) && size >= 1 && size <= 4096) return size;
  throw fault(
    'size=N, the height and width that the model takes',
    shown(options, 'size'),
    'such as size=224',
  );
}

function layoutOf(options: Options): ImageInput['layout'] {
  const layout = options.get('layout') ?? 'nchw';
  if (layout === 'nchw' || layout === 'nhwc') return layout;
  throw fault('layout=nchw or layout=nhwc', `'${layout}'`, 'say where the model has its channels');
}

function rangeOf(options: Options): ImageInput['range'] {
  const [range, mean, std] = ['range', 'mean', 'std'].map(name => options.get(name));
  if (range !== undefined && mean === undefined && std === undefined) {
    const [low, high, ...more] = range.split('..').map(number);
    if (low < high && more.length === 0) return [0, 1, 2].map(() => [low, high] as const);
    throw fault('range=LOW..HIGH, such as range=-1..1', `'${range}'`, 'give the values of black and white');
  }
  const [means, deviations] = [mean, std].map(text => (text ?? '').split('/').map(number));
  const three = (values: readonly number[]) => values.length === 3 && values.every(Number.isFinite);
  if (range === undefined && three(means) && three(deviations) && deviations.every(s => s > 0)) {
    return means.map((m, c) => [-m / deviations[c], (1 - m) / deviations[c]] as const);
  }
  throw fault(
    'range=LOW..HIGH, or mean=R/G/B and std=R/G/B',
    ['range', 'mean', 'std'].map(name => shown(options, name)).join(', '),
    'say what the model takes as black and white',
  );
}

const number = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));

const shown = (options: Options, name: string) =>
  options.has(name) ? `${name}=${options.get(name)}` : `no ${name}`;

const fault = (expected: string, got: string, remedy: string) =>
  new UserError(`feature network: expected ${expected}, got ${got}; ${remedy}`);
