import { type Dataset, labelsOf, sampleLength } from '../../../data/dataset.ts';
import type { Engine } from '../../../engine/engine.ts';
import { drawNoise } from '../../../gan/feeds.ts';
import { objective } from '../../../gan/objectives/index.ts';
import { byteOf } from '../../../image/grid.ts';
import { exportGenerator } from '../../../train/export.ts';
import type { Sampler } from '../../../train/sampler.ts';
import type { State } from '../../../train/state.ts';
import { classNames } from '../../../util/condition.ts';
import { UserError } from '../../../util/error.ts';
import { Random } from '../../../util/random.ts';
import type { Session } from '../engine/session.ts';
import { directionsOf, POINTS } from './directions.ts';
import {
  type Answer,
  type GazeAnswer,
  type Looked,
  type NearestAnswer,
  type Question,
  SHOWN,
} from './messages.ts';
import { nearestTo, usualDistance } from './nearest.ts';
import { Saliency } from './saliency.ts';

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
  /** Real images that the page shows, as values. */
  private readonly real: Float32Array;
  /** Where they are in a fixed set. */
  private readonly places: Uint32Array | undefined;
  private saliency: Saliency | undefined;
  private usual: number | undefined;

  static async create(parts: LensParts): Promise<Lens> {
    const { dataset, config } = parts.session;
    const display = displayOf(dataset);
    const count = Math.min(SHOWN, dataset.size);
    const real = new Float32Array(count * sampleLength(dataset));
    const random = new Random(config.seed, 'reals');
    if (dataset.kind === 'sampler') {
      dataset.draw(random, real);
      return new Lens(parts, display, real);
    }
    const places = random.permutation(dataset.size).subarray(0, count);
    await dataset.read(places, real);
    return new Lens(parts, display, real, places);
  }

  private constructor(parts: LensParts, display: Lens['display'], real: Float32Array, places?: Uint32Array) {
    this.parts = parts;
    this.display = display;
    this.real = real;
    this.places = places;
  }

  /** The real images that the page shows. */
  get reals(): Uint8Array {
    return this.bytes(this.real);
  }

  /** What the classes of the images are called, where each is known. */
  get classes(): readonly string[] | undefined {
    const { dataset } = this.parts.session;
    return labelsOf(dataset) && classNames(dataset.condition);
  }

  bytes(samples: Float32Array): Uint8Array {
    return Uint8Array.from(samples, byteOf(this.display));
  }

  async answer(question: Question, state: State): Promise<Answer> {
    const { what } = question;
    await this.parts.sampler.load(state);
    switch (what) {
      case 'images':
        return { what, bytes: this.bytes(await this.parts.sampler.generate(question.noise)) };
      case 'gaze':
        return { what, ...(await this.gaze(question.of, state)) };
      case 'nearest':
        return { what, ...(await this.nearest(question.of, question.count)) };
      case 'directions':
        return { what, ...(await this.directions()) };
      case 'export':
        return { what, bytes: this.exported(question.step, state) };
    }
  }

  private async gaze(of: Looked, state: State): Promise<GazeAnswer> {
    const { engine, session, sampler } = this.parts;
    const { gan, config, dataset } = session;
    this.saliency ??= await Saliency.create(engine, gan.discriminator, config.pac);
    await this.saliency.load(state);
    const company =
      this.saliency.count > 1 && 'noise' in of ? await sampler.sample(SHOWN, config.seed) : this.real;
    const { logit, slopes } = await this.saliency.at(await this.values(of), company, dataset.shape[2]);
    const critic = objective(config.objective).critic === true;
    return { critic, slopes, score: critic ? logit : 1 / (1 + Math.exp(-logit)) };
  }

  private async nearest(of: Looked, count: number): Promise<NearestAnswer> {
    const { dataset, config } = this.parts.session;
    if (dataset.kind !== 'finite' || !dataset.bytes)
      throw new UserError(
        `nearest: expected a fixed set of images, got ${dataset.name}, which makes them anew`,
      );
    const length = sampleLength(dataset);
    const tried = new Random(config.seed, 'usual').permutation(dataset.size).subarray(0, TRIED);
    this.usual ??= usualDistance(dataset.bytes, length, tried);
    const own = 'real' in of ? this.places?.[of.real] : undefined;
    const found = nearestTo(dataset.bytes, this.bytes(await this.values(of)), count, own);
    const bytes = new Uint8Array(found.length * length);
    for (const [i, { index }] of found.entries()) {
      bytes.set(dataset.bytes.subarray(index * length, (index + 1) * length), i * length);
    }
    const [names, labels] = [this.classes, labelsOf(dataset)];
    return {
      bytes,
      ...(names && labels && { classes: found.map(({ index }) => names[labels[index]]) }),
      distances: Float32Array.from(found, ({ distance }) => distance),
      usual: this.usual,
    };
  }

  private directions() {
    const { sampler, session } = this.parts;
    const { latent, seed } = session.config;
    const points = drawNoise(
      latent.distribution,
      seed,
      'directions',
      0,
      new Float32Array(POINTS * latent.dim),
    );
    return directionsOf(points, latent.dim, z => sampler.generate(z));
  }

  private exported(step: number, state: State): Uint8Array {
    const { gan, config, dataset } = this.parts.session;
    const { latent } = config;
    const info = {
      latent,
      shape: dataset.shape,
      display: this.display,
      step,
      data: dataset.name,
      condition: gan.generator.condition,
    };
    return exportGenerator(gan.generator, state, info);
  }

  private async values(of: Looked): Promise<Float32Array> {
    if ('noise' in of) return this.parts.sampler.generate(of.noise);
    const length = sampleLength(this.parts.session.dataset);
    return this.real.subarray(of.real * length, (of.real + 1) * length);
  }

  async dispose(): Promise<void> {
    await this.saliency?.dispose();
  }
}

/** The values of black and white. @throws UserError for data that are no images */
function displayOf({ display, name }: Dataset): readonly [black: number, white: number] {
  if (display) return display;
  throw new UserError(`data: expected images, got ${name}; learn it in the Lab`);
}
