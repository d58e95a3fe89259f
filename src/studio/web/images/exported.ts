import { type Model, portText, type Values } from '../../../engine/engine.ts';
import { webEngine } from '../../../engine/web.ts';
import { drawNoise } from '../../../gan/feeds.ts';
import { byteOf } from '../../../image/grid.ts';
import { type GeneratorInfo, generatorInfo } from '../../../train/export.ts';
import type { Latent } from '../../../train/latents.ts';
import { channelsLast } from '../../../train/model-samples.ts';
import { attributesOf, conditionText } from '../../../util/condition.ts';
import { UserError } from '../../../util/error.ts';
import { type Asked, allOf, gridOf } from './asked.ts';
import { directionsOf, POINTS } from './directions.ts';
import { type Kinds, kindsOf, MOST_KINDS } from './kinds.ts';
import type { Answer, Question, Scene } from './messages.ts';

/** Largest side of images, and longest z, that are shown. */
const [MOST_SIDE, MOST_NOISE] = [256, 1024];

interface Samples extends Values {
  readonly data: Float32Array;
}

interface Parts {
  readonly model: Model;
  /** Name and extents of the input but the first. */
  readonly input: string;
  readonly rest: readonly number[];
  /** Images of one call; undefined: any number. */
  readonly batch: number | undefined;
  readonly latent: Latent;
  /** Of a conditional generator, whose second input is `y`. */
  readonly kinds?: Kinds;
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
    const engine = await webEngine('wasm', { threads: 1, wasmPaths: runtime });
    const model = await engine.load(bytes, name);
    try {
      return await Exported.tried(model, name, info);
    } catch (error) {
      await model.dispose();
      throw error;
    }
  }

  private static async tried(model: Model, name: string, info: GeneratorInfo | undefined): Promise<Exported> {
    const parts = partsOf(model, name, info);
    const trial = await callOf(parts, gridFor(parts, 0));
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
    const { latent, kinds } = this.parts;
    return { shape: this.shape, latent, classes: kinds?.names, source: this.name };
  }

  /** The images of the grid. */
  grid(seed: number): Promise<Uint8Array> {
    return this.images(gridFor(this.parts, seed));
  }

  async answer(question: Question): Promise<Answer> {
    const { what } = question;
    if (what === 'images') return { what, bytes: await this.images(question) };
    if (what !== 'directions')
      throw new UserError(`${what}: expected a run with its D and data, got a generator alone`);
    const { distribution, dim } = this.parts.latent;
    const points = drawNoise(distribution, 0, 'samples', 0, new Float32Array(POINTS * dim));
    return { what, ...(await directionsOf(points, dim, z => this.generate(allOf(z, dim, question.label)))) };
  }

  private async images(asked: Asked): Promise<Uint8Array> {
    return Uint8Array.from(await this.generate(asked), byteOf(this.display));
  }

  /** Images [n, height, width, channels]. */
  private async generate(asked: Asked): Promise<Float32Array> {
    const { data, shape } = await callOf(this.parts, asked);
    const [height, , channels] = this.shape;
    return shape.length === 4 && shape[1] === channels && shape[2] === height
      ? channelsLast(data, this.shape)
      : data;
  }

  dispose(): Promise<void> {
    return this.parts.model.dispose();
  }
}

/** @param info what the model says of itself, if it is one of ours */
function partsOf(model: Model, name: string, info: GeneratorInfo | undefined): Parts {
  const kinds = kindsOf(info?.condition);
  if (attributesOf(info?.condition) && !kinds) {
    throw new UserError(
      `model: expected at most ${MOST_KINDS} combinations of attributes, got more in ${name}; sample it by saddle or the library`,
    );
  }
  const [input, ...more] = model.inputs;
  const [batch, ...rest] = input?.shape ?? [];
  const dim = rest.reduce<number>((product, extent) => product * (extent ?? Number.NaN), 1);
  const floats = [input, model.outputs[0]].every(port => port?.type === 'float32');
  if (more.length !== (kinds ? 1 : 0) || !floats || rest.length === 0 || !(dim <= MOST_NOISE)) {
    throw new UserError(
      `model: expected one input z float32 [n, dim] and an output of floats, beside z only the classes or attributes y of a generator that Saddle exported, got ${inputText(model, info)} in ${name}; export a generator`,
    );
  }
  const latent = { distribution: info?.latent.distribution ?? 'normal', dim };
  return { model, input: input.name, rest: rest as number[], batch, latent, kinds };
}

function inputText({ inputs }: Model, info: GeneratorInfo | undefined): string {
  const text = inputs.map(portText).join(', ') || 'no input';
  return info?.condition ? `${text} (${conditionText(info.condition)})` : text;
}

const gridFor = ({ latent, kinds }: Parts, seed: number) => gridOf(latent, seed, kinds?.names.length);

/** Results for all that is asked for; where the model takes a fixed number at once, call by call. */
async function callOf({ model, input, rest, batch, latent, kinds }: Parts, asked: Asked): Promise<Samples> {
  const count = asked.noise.length / latent.dim;
  const run = async (z: Float32Array, n: number) => {
    const y = asked.classes && kinds?.values(asked.classes);
    const results = await model.run({ [input]: { data: z, shape: [n, ...rest] }, ...(y && { y }) });
    return results[model.outputs[0].name] as Samples; // partsOf has asked for floats
  };
  if (batch === undefined) return run(asked.noise, count);
  let data = new Float32Array(0);
  let shape: readonly number[] = [];
  for (let at = 0; at < count; at += batch) {
    const part = new Float32Array(batch * latent.dim);
    part.set(asked.noise.subarray(at * latent.dim, (at + batch) * latent.dim));
    const result = await run(part, batch);
    const length = result.data.length / batch;
    if (at === 0) data = new Float32Array(count * length);
    data.set(result.data.subarray(0, data.length - at * length), at * length);
    shape = [count, ...result.shape.slice(1)];
  }
  return { data, shape };
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
