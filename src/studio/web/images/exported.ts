import { openModel, type WebModel } from '../../../engine/web.ts';
import { drawNoise, type NoiseLaw } from '../../../gan/feeds.ts';
import { byteOf } from '../../../image/grid.ts';
import { type GeneratorInfo, generatorInfo } from '../../../train/export.ts';
import { UserError } from '../../../util/error.ts';
import { directionsOf, POINTS } from './directions.ts';
import { type Answer, type Question, type Scene, SHOWN } from './messages.ts';

/** Largest side of images, and longest z, that are shown. */
const [MOST_SIDE, MOST_NOISE] = [256, 1024];

interface Parts {
  readonly model: WebModel;
  /** Name and extents of the input but the first. */
  readonly input: string;
  readonly rest: readonly number[];
  /** Images of one call; undefined: any number. */
  readonly batch: number | undefined;
  readonly latent: { readonly distribution: NoiseLaw; readonly dim: number };
}

/** A generator that was exported, of ours or another: images of noise, and no training. */
export class Exported {
  private readonly parts: Parts;
  /** [height, width, channels] */
  private readonly shape: readonly number[];
  private readonly display: readonly [black: number, white: number];
  private readonly name: string;

  /**
   * @param runtime address of the folder with the runtime's files
   * @throws UserError, one sentence, when it is no generator of images
   */
  static async open(bytes: Uint8Array, name: string, runtime: string): Promise<Exported> {
    const info = generatorInfo(bytes);
    const model = await openModel(bytes, { wasmPaths: runtime }).catch(() => {
      throw new UserError(
        `model: expected an ONNX model, got ${name}, which is damaged or another kind of file`,
      );
    });
    try {
      return await Exported.tried(model, name, info);
    } catch (error) {
      await model.dispose();
      throw error;
    }
  }

  private static async tried(
    model: WebModel,
    name: string,
    info: GeneratorInfo | undefined,
  ): Promise<Exported> {
    const parts = partsOf(model, name, info?.latent.distribution ?? 'normal');
    const trial = await callOf(parts, noiseOf(parts, 16));
    const shape = imageShape(trial.shape, name);
    const low = trial.data.reduce((least, x) => Math.min(least, x), 0);
    const display = info?.display ?? (low < -0.01 ? ([-1, 1] as const) : ([0, 1] as const));
    const about = info ? `${name}: trained ${info.step.toLocaleString('en')} steps on ${info.data}` : name;
    return new Exported(parts, shape, display, about);
  }

  private constructor(
    parts: Parts,
    shape: readonly number[],
    display: readonly [black: number, white: number],
    name: string,
  ) {
    this.parts = parts;
    this.shape = shape;
    this.display = display;
    this.name = name;
  }

  get scene(): Scene {
    return { shape: this.shape, latent: this.parts.latent, source: this.name };
  }

  /** The grid of fixed noise. */
  grid(seed: number): Promise<Uint8Array> {
    return this.images(noiseOf(this.parts, SHOWN, seed));
  }

  async answer(question: Question): Promise<Answer> {
    const { what } = question;
    if (what === 'images') return { what, bytes: await this.images(question.noise) };
    if (what !== 'directions')
      throw new UserError(`${what}: expected a run with its D and data, got a generator alone`);
    const { dim } = this.parts.latent;
    const points = noiseOf(this.parts, POINTS);
    return { what, ...(await directionsOf(points, dim, z => this.generate(z))) };
  }

  private async images(noise: Float32Array): Promise<Uint8Array> {
    return Uint8Array.from(await this.generate(noise), byteOf(this.display));
  }

  /** Images [n, height, width, channels] of noise [n, dim]. */
  private async generate(noise: Float32Array): Promise<Float32Array> {
    const { data, shape } = await callOf(this.parts, noise);
    const [height, width, channels] = this.shape;
    return shape.length === 4 && shape[1] === channels && shape[2] === height
      ? channelsLast(data, height * width, channels)
      : data;
  }

  dispose(): Promise<void> {
    return this.parts.model.dispose();
  }
}

function partsOf(model: WebModel, name: string, distribution: NoiseLaw): Parts {
  const [[input, [batch, ...rest]] = ['', []], ...more] = Object.entries(model.inputs);
  const dim = rest.reduce<number>((product, extent) => product * (extent ?? Number.NaN), 1);
  if (more.length > 0 || rest.length === 0 || !(dim <= MOST_NOISE)) {
    throw new UserError(
      `model: expected one input z [n, dim], got ${JSON.stringify(model.inputs)} in ${name}; export a generator`,
    );
  }
  return { model, input, rest: rest as number[], batch, latent: { distribution, dim } };
}

function noiseOf({ latent }: Parts, count: number, seed = 0): Float32Array {
  return drawNoise(latent.distribution, seed, 'samples', 0, new Float32Array(count * latent.dim));
}

/** Results of all of the noise; where the model takes a fixed number at once, call by call. */
async function callOf({ model, input, rest, batch, latent }: Parts, z: Float32Array) {
  const count = z.length / latent.dim;
  if (batch === undefined) return model.run(input, z, [count, ...rest]);
  const parts: Float32Array[] = [];
  let shape: readonly number[] = [];
  for (let at = 0; at < count; at += batch) {
    const part = new Float32Array(batch * latent.dim);
    part.set(z.subarray(at * latent.dim, (at + batch) * latent.dim));
    const result = await model.run(input, part, [batch, ...rest]);
    shape = [count, ...result.shape.slice(1)];
    parts.push(result.data);
  }
  const length = parts[0].length;
  const data = new Float32Array(parts.length * length);
  for (const [i, part] of parts.entries()) data.set(part, i * length);
  return { data: data.subarray(0, (count * length) / batch), shape };
}

/** [height, width, channels] of what a model makes. */
function imageShape([, ...extents]: readonly number[], name: string): readonly number[] {
  const shape = extents.length === 3 ? ordered(extents) : squared(extents);
  if (shape && shape[0] <= MOST_SIDE && shape[1] <= MOST_SIDE) return shape;
  throw new UserError(
    `model: expected grey or RGB images of at most ${MOST_SIDE} × ${MOST_SIDE}, got samples [${extents.join(', ')}] from ${name}`,
  );
}

const isDepth = (extent: number) => extent === 1 || extent === 3;

function ordered([a, b, c]: readonly number[]): readonly number[] | undefined {
  if (isDepth(a)) return [b, c, a];
  return isDepth(c) ? [a, b, c] : undefined;
}

/** A vector is taken for a square grey image. */
function squared(extents: readonly number[]): readonly number[] | undefined {
  const side = Math.sqrt(extents[0]);
  return extents.length === 1 && Number.isInteger(side) ? [side, side, 1] : undefined;
}

function channelsLast(data: Float32Array, pixels: number, channels: number): Float32Array {
  return Float32Array.from(data, (_, i) => {
    const [image, place, channel] = [
      Math.floor(i / (pixels * channels)),
      Math.floor(i / channels) % pixels,
      i % channels,
    ];
    return data[image * pixels * channels + channel * pixels + place];
  });
}
