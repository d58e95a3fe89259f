import type { Dataset } from '../../../data/dataset.ts';
import type { Engine } from '../../../engine/engine.ts';
import { objective } from '../../../gan/objectives/index.ts';
import { type Bounds, boundsOf, dimensionOf } from '../../../metrics/bounds.ts';
import { lawOfLine } from '../../../metrics/cells.ts';
import type { Gauge } from '../../../metrics/gauge.ts';
import type { Figures } from '../../../metrics/metric.ts';
import { COMPARED, gaugeOf, givenOf } from '../../../train/measure.ts';
import { Judge } from '../../../train/monitor/judge.ts';
import { realSamples } from '../../../train/pictures.ts';
import { Sampler } from '../../../train/sampler.ts';
import type { State } from '../../../train/state.ts';
import type { Snapshot } from '../../../train/trainer.ts';
import { concatenateFloats } from '../../../util/bytes.ts';
import { type ConditionValues, conditionValues } from '../../../util/condition.ts';
import { answersOf, undecidedAnswer } from './answers.ts';
import { densityOf, lineDensity, optimumField, optimumOf } from './density.ts';
import type { Followed, Layers, Picture, Scene } from './messages.ts';
import {
  ARROWS,
  type Grid,
  gridPoints,
  LINE_CELLS,
  type Mesh,
  meshOf,
  noisePlaces,
  PLANE_CELLS,
  SHOWN,
} from './scene.ts';
import type { Session } from './session.ts';
import { Slopes } from './slopes.ts';

/** Real samples that the density of the data is counted from. */
const DRAWN = 40_000;
/** Generated samples that p_g is counted from, when D* or p_g is shown: so many of each of the last pictures. */
const [FRESH, POOL] = [500, 16];
/** Of the first picture, which has none before it. */
const FIRST = 2000;

interface Parts {
  readonly grid: Grid;
  readonly sampler: Sampler;
  readonly judge: Judge;
  slopes: Slopes;
  /** Real samples that are shown. */
  readonly shown: Float32Array;
  /** Of the first {@link ARROWS} of these, for a D that has some. */
  readonly conditions: ConditionValues | undefined;
  /** Of the data in each cell. */
  readonly density: Float64Array;
}

/** Looks at a run from outside: samples, what D says everywhere, where G's samples are drawn to. */
export class Observer {
  private readonly session: Session;
  private readonly parts: Parts;
  private readonly points: Float32Array;
  private readonly mesh: Mesh;
  /** Made when it is first asked for: its floors take some samples. */
  private gauge: Promise<Gauge> | undefined;
  /** Generated samples of the last pictures. */
  private pool: Float32Array[] = [];

  static async create(engine: Engine, session: Session): Promise<Observer> {
    const { config, gan, dataset } = session;
    const cells = dimensionOf(dataset) === 1 ? LINE_CELLS : PLANE_CELLS;
    const grid: Grid = { bounds: await boundsOf(givenOf(dataset, COMPARED, { seed: config.seed })), cells };
    const count = cells ** dimensionOf(dataset) * config.pac;
    const sampler = await Sampler.create(engine, gan);
    const judge = await Judge.create(engine, gan.discriminator, { batch: count, pac: config.pac });
    const slopes = await Slopes.create(engine, gan.discriminator, config);
    const { condition } = gan.discriminator;
    const number = Math.min(SHOWN, dataset.size);
    const y = condition && conditionValues(condition, number);
    const shown = await realSamples(dataset, SHOWN, config.seed, y);
    const conditions = y && repeatTo(y, (ARROWS * y.length) / number);
    const density =
      lineDensity(dataset, grid) ?? densityOf(await realSamples(dataset, DRAWN, config.seed + 2), grid);
    return new Observer(session, { grid, sampler, judge, slopes, shown, conditions, density });
  }

  private constructor(session: Session, parts: Parts) {
    const { config } = session;
    this.session = session;
    this.parts = parts;
    this.points = this.pointsOf(parts.grid);
    this.mesh = meshOf(config.latent.distribution, config.latent.dim);
  }

  /** What stays the same while a run goes on. */
  get scene(): Scene {
    const { session, parts, mesh } = this;
    const { density, shown } = parts;
    const { gan, dataset, config } = session;
    const placed = (noise: Float32Array) => noisePlaces(noise, config.latent, parts.grid.bounds);
    return {
      dimension: dimensionOf(dataset),
      exact: lawOfLine(dataset) !== undefined,
      grid: parts.grid,
      reals: shown,
      density: Float32Array.from(density),
      ...quantilesOf(dataset),
      mesh: { rows: mesh.rows, columns: mesh.columns },
      noise: { samples: placed(parts.sampler.noise(SHOWN, config.seed)), mesh: placed(mesh.noise) },
      weights: { generator: gan.generator.size, discriminator: gan.discriminator.size },
    };
  }

  /** After a change of the game that keeps the networks. */
  async refresh(engine: Engine): Promise<void> {
    await this.parts.slopes.dispose();
    const { gan, config } = this.session;
    this.parts.slopes = await Slopes.create(engine, gan.discriminator, config);
    this.forget();
  }

  /** Forgets samples of before a jump. */
  forget(): void {
    this.pool = [];
  }

  /** Whether D's answers are numbers, and not probabilities. */
  get critic(): boolean {
    return objective(this.session.config.objective).critic === true;
  }

  /** What D says on the grid with the weights of a state, or on as many cells of a region. */
  async fieldOf(state: State, region?: Bounds): Promise<Float32Array> {
    const { judge, grid } = this.parts;
    const points = region ? this.pointsOf({ ...grid, bounds: region }) : this.points;
    await judge.load(state);
    return answersOf(await judge.logits(points), this.critic);
  }

  /** What D is given to judge the cells of a grid. */
  private pointsOf(grid: Grid): Float32Array {
    const { config, dataset } = this.session;
    return repeated(gridPoints(grid), dimensionOf(dataset), config.pac);
  }

  async look({ step, state }: Snapshot, layers: Layers): Promise<Picture> {
    const { config } = this.session;
    const { sampler, slopes } = this.parts;
    await sampler.load(state);
    const samples = await sampler.sample(SHOWN, config.seed);
    const { critic } = this;
    const picture: Writable<Picture> = { step, samples, critic };
    if (layers.field) {
      picture.field = await this.fieldOf(state, layers.region);
      picture.region = layers.region;
    }
    await slopes.load(state);
    const d = this.parts.grid.bounds.y ? 2 : 1;
    const seen = await slopes.at(
      repeatTo(this.parts.shown, ARROWS * d),
      samples.slice(0, ARROWS * d),
      this.parts.conditions,
    );
    if (layers.arrows) picture.slopes = seen.slopes;
    picture.judged = { real: answersOf(seen.real, critic), fake: answersOf(seen.fake, critic) };
    picture.undecided = undecidedAnswer(objective(config.objective), picture.judged);
    const { followed } = layers;
    if (followed !== undefined)
      picture.followed = this.follow(followed, samples, { ...seen, judged: picture.judged.fake });
    if (layers.mesh) picture.mesh = await sampler.generate(this.mesh.noise);
    if (layers.optimum || layers.density) await this.addDensities(picture, layers);
    return picture;
  }

  /** @param index below {@link ARROWS} */
  private follow(
    index: number,
    samples: Float32Array,
    { slopes, terms, judged }: Record<'slopes' | 'terms' | 'judged', Float32Array>,
  ): Followed {
    const { config } = this.session;
    const { dim } = config.latent;
    const d = this.parts.grid.bounds.y ? 2 : 1;
    const pack = Math.floor(index / config.pac);
    return {
      index,
      z: this.parts.sampler.noise(SHOWN, config.seed).slice(index * dim, (index + 1) * dim),
      x: samples.slice(index * d, (index + 1) * d),
      answer: judged[pack],
      term: terms[pack],
      slope: slopes.slice(index * d, (index + 1) * d),
    };
  }

  private async addDensities(picture: Writable<Picture>, layers: Layers): Promise<void> {
    const { config } = this.session;
    const { sampler, grid } = this.parts;
    const count = this.pool.length === 0 ? FIRST : FRESH;
    const fresh = await sampler.sample(count, config.seed, `density${picture.step % 1024}`);
    this.pool = [...this.pool, fresh].slice(-POOL);
    const all = concatenateFloats(this.pool);
    const density = densityOf(all, grid);
    if (layers.density) picture.density = Float32Array.from(density);
    const optimum = optimumOf(config);
    if (layers.optimum && optimum) picture.optimum = optimumField(optimum, this.parts.density, density);
  }

  /** The same samples as measured, for the monitor. */
  async measure({ state }: Snapshot): Promise<{ quality: Figures; samples: Float32Array; sampler: Sampler }> {
    const { sampler } = this.parts;
    await sampler.load(state);
    const samples = await sampler.sample(COMPARED, this.session.config.seed, 'quality');
    const { dataset, config } = this.session;
    this.gauge ??= gaugeOf(dataset, COMPARED, { seed: config.seed });
    return { quality: await (await this.gauge).measure(samples), samples, sampler };
  }

  async dispose(): Promise<void> {
    await this.parts.sampler.dispose();
    await this.parts.judge.dispose();
    await this.parts.slopes.dispose();
  }
}

const QUANTILES = 99;

function quantilesOf({ law }: Dataset): Pick<Scene, 'quantiles'> {
  if (!law || !('quantile' in law)) return {};
  return {
    quantiles: Float32Array.from({ length: QUANTILES }, (_, i) => law.quantile((i + 1) / (QUANTILES + 1))),
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Each point `times` times in a row: D with pac judges copies of one point together. */
function repeated(points: Float32Array, d: number, times: number): Float32Array {
  if (times === 1) return points;
  const out = new Float32Array(points.length * times);
  for (let i = 0; i < out.length; i++) out[i] = points[Math.floor(i / (d * times)) * d + (i % d)];
  return out;
}

function repeatTo<T extends ConditionValues>(values: T, length: number): T {
  const out = values instanceof Int32Array ? new Int32Array(length) : new Float32Array(length);
  for (let i = 0; i < length; i++) out[i] = values[i % values.length];
  return out as T;
}
