import { type Dataset, type FiniteDataset, labelsOf, sampleLength } from '../../../data/dataset.ts';
import type { Engine } from '../../../engine/engine.ts';
import { drawNoise } from '../../../gan/feeds.ts';
import { objective } from '../../../gan/objectives/index.ts';
import { byteOf } from '../../../image/grid.ts';
import { exportGenerator, infoOf } from '../../../train/export.ts';
import type { Sampler } from '../../../train/sampler.ts';
import type { State } from '../../../train/state.ts';
import { classNames } from '../../../util/condition.ts';
import { UserError } from '../../../util/error.ts';
import { Random } from '../../../util/random.ts';
import type { Session } from '../engine/session.ts';
import { type Asked, allOf, gridOf } from './asked.ts';
import { directionsOf, POINTS } from './directions.ts';
import { type Kinds, kindsIn, kindsOf } from './kinds.ts';
import { Maps } from './maps.ts';
import type { Answer, GazeAnswer, Looked, MapsAnswer, NearestAnswer, Question, Scene } from './messages.ts';
import { nearestTo, usualDistance } from './nearest.ts';
import { drawReals, type Judged, type Reals } from './reals.ts';
import { Saliency } from './saliency.ts';

/** Images that are read together. */
const AT_ONCE = 256;

/** Training images whose next ones are sought. */
const TRIED = 30;

export interface LensParts {
  readonly engine: Engine;
  readonly session: Session;
  readonly sampler: Sampler;
}

/** Looks into the networks of a run on images: answers questions about single images. */
export class Lens {
  private readonly parts: LensParts;
  private readonly display: readonly [black: number, white: number];
  /** What the page shows: what G is asked for, and real images. */
  private readonly grid: Asked;
  /** What a conditional G is asked for. */
  private readonly kinds: Kinds | undefined;
  private readonly real: Reals;
  private saliency: Saliency | undefined;
  /** Made when they are first asked for. */
  private maps: Promise<Readonly<Record<'generator' | 'discriminator', Maps | undefined>>> | undefined;
  private usual: number | undefined;
  /** The training images, where the set does not hold them as bytes itself. */
  private read: Uint8Array | undefined;

  static async create(parts: LensParts): Promise<Lens> {
    const { dataset, config, gan } = parts.session;
    const { latent, seed } = config;
    const display = displayOf(dataset);
    const kinds = kindsOf(gan.generator.condition);
    const grid = gridOf(latent, seed, kinds?.names.length);
    const shown = kinds && grid.classes && { classes: grid.classes, kinds };
    const real = await drawReals(dataset, seed, grid.noise.length / latent.dim, shown);
    return new Lens(parts, display, kinds, grid, real);
  }

  private constructor(
    parts: LensParts,
    display: readonly [black: number, white: number],
    kinds: Kinds | undefined,
    grid: Asked,
    real: Reals,
  ) {
    this.parts = parts;
    this.kinds = kinds;
    this.display = display;
    this.grid = grid;
    this.real = real;
  }

  get scene(): Scene {
    const { dataset, config, gan } = this.parts.session;
    return {
      shape: dataset.shape,
      latent: config.latent,
      classes: this.kinds?.names,
      source: dataset.source,
      run: {
        reals: this.bytes(this.real.values),
        realClasses: this.real.classes,
        rowNames: this.kinds && kindsIn(dataset, this.kinds) && this.kinds.names,
        dataClasses: this.dataClasses,
        size: dataset.size,
        weights: { generator: gan.generator.size, discriminator: gan.discriminator.size },
      },
    };
  }

  private get dataClasses(): readonly string[] | undefined {
    const { dataset } = this.parts.session;
    return labelsOf(dataset) && classNames(dataset.condition);
  }

  /** The images of the grid. */
  async picture(state: State): Promise<Uint8Array> {
    await this.parts.sampler.load(state);
    return this.bytes(await this.generate(this.grid));
  }

  private generate({ noise, classes }: Asked): Promise<Float32Array> {
    return this.parts.sampler.generate(noise, classes && this.kinds?.values(classes).data);
  }

  private bytes(samples: Float32Array): Uint8Array {
    return Uint8Array.from(samples, byteOf(this.display));
  }

  async answer(question: Question, state: State): Promise<Answer> {
    const { what } = question;
    await this.parts.sampler.load(state);
    switch (what) {
      case 'images':
        return { what, bytes: this.bytes(await this.generate(question)) };
      case 'gaze':
        return { what, ...(await this.gaze(question.of, state)) };
      case 'maps':
        return { what, ...(await this.layers(question.of, state)) };
      case 'nearest':
        return { what, ...(await this.nearest(question.of, question.count)) };
      case 'directions':
        return { what, ...(await this.directions(question.label)) };
      case 'export':
        return { what, bytes: this.exported(question.step, state) };
    }
  }

  private async gaze(of: Looked, state: State): Promise<GazeAnswer> {
    const { engine, session } = this.parts;
    const { gan, config, dataset } = session;
    this.saliency ??= await Saliency.create(engine, gan.discriminator, config.pac);
    await this.saliency.load(state);
    const company = this.saliency.count > 1 && 'noise' in of ? await this.judged(this.grid) : this.real;
    const { logit, slopes } = await this.saliency.at(await this.judged(of), company, dataset.shape[2]);
    const critic = objective(config.objective).critic === true;
    return { critic, slopes, score: critic ? logit : 1 / (1 + Math.exp(-logit)) };
  }

  private async layers(of: Looked, state: State): Promise<MapsAnswer> {
    const { engine, session } = this.parts;
    const { gan, config } = session;
    this.maps ??= (async () => ({
      generator: await Maps.generator(engine, gan),
      discriminator: await Maps.discriminator(engine, gan, config.pac),
    }))();
    const { generator, discriminator } = await this.maps;
    const { values, classes } = await this.judged(of);
    const judged = classes && kindsOf(gan.discriminator.condition)?.values(classes).data;
    const asked = 'noise' in of && of.classes && this.kinds?.values(of.classes).data;
    return {
      ...('noise' in of && { generator: (await generator?.of(state, of.noise, asked || undefined)) ?? [] }),
      discriminator: (await discriminator?.of(state, values, judged)) ?? [],
    };
  }

  private async nearest(of: Looked, count: number): Promise<NearestAnswer> {
    const { dataset, config } = this.parts.session;
    if (dataset.kind !== 'finite')
      throw new UserError(
        `nearest: expected a fixed set of images, got ${dataset.name}, which makes them anew`,
      );
    const set = dataset.bytes ?? (this.read ??= await this.readAll(dataset));
    const length = sampleLength(dataset);
    const tried = new Random(config.seed, 'usual').permutation(dataset.size).subarray(0, TRIED);
    this.usual ??= usualDistance(set, length, tried);
    const own = 'real' in of ? this.real.places?.[of.real] : undefined;
    const found = nearestTo(set, this.bytes((await this.judged(of)).values), count, own);
    const bytes = new Uint8Array(found.length * length);
    for (const [i, { index }] of found.entries()) {
      bytes.set(set.subarray(index * length, (index + 1) * length), i * length);
    }
    const [names, labels] = [this.dataClasses, labelsOf(dataset)];
    return {
      bytes,
      ...(names && labels && { classes: found.map(({ index }) => names[labels[index]]) }),
      distances: Float32Array.from(found, ({ distance }) => distance),
      usual: this.usual,
    };
  }

  private async readAll(dataset: FiniteDataset): Promise<Uint8Array> {
    const length = sampleLength(dataset);
    const all = new Uint8Array(dataset.size * length);
    for (let first = 0; first < dataset.size; first += AT_ONCE) {
      const places = Array.from({ length: Math.min(AT_ONCE, dataset.size - first) }, (_, i) => first + i);
      const values = new Float32Array(places.length * length);
      await dataset.read(places, values);
      all.set(this.bytes(values), first * length);
    }
    return all;
  }

  private directions(label: number | undefined) {
    const { distribution, dim } = this.parts.session.config.latent;
    const { seed } = this.parts.session.config;
    const points = drawNoise(distribution, seed, 'directions', 0, new Float32Array(POINTS * dim));
    return directionsOf(points, dim, z => this.generate(allOf(z, dim, label)));
  }

  private exported(step: number, state: State): Uint8Array {
    const { gan, dataset } = this.parts.session;
    const data = { shape: dataset.shape, display: this.display };
    return exportGenerator(gan.generator, state, infoOf(gan, data, step, dataset.name));
  }

  private async judged(of: Looked): Promise<Judged> {
    if ('noise' in of) return { values: await this.generate(of), classes: of.classes };
    const length = sampleLength(this.parts.session.dataset);
    const { values, classes } = this.real;
    return {
      values: values.subarray(of.real * length, (of.real + 1) * length),
      classes: classes?.subarray(of.real, of.real + 1),
    };
  }

  async dispose(): Promise<void> {
    await this.saliency?.dispose();
    const { generator, discriminator } = (await this.maps) ?? {};
    await generator?.dispose();
    await discriminator?.dispose();
  }
}

/** The values of black and white. @throws UserError for data that are no images */
function displayOf({ display, name }: Dataset): readonly [black: number, white: number] {
  if (display) return display;
  throw new UserError(`data: expected images, got ${name}; learn it in the Lab`);
}
