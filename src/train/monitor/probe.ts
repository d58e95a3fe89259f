import { type Dataset, sampleLength } from '../../data/dataset.ts';
import type { Split } from '../../data/split.ts';
import type { Engine } from '../../engine/engine.ts';
import { batchSize, type Gan, packSize } from '../../gan/gan.ts';
import { type Coverage, coverageOf, type Neighbourhoods } from '../../metrics/coverage.ts';
import { metrics } from '../../metrics/index.ts';
import { modeCoverage, modesOf } from '../../metrics/modes.ts';
import { conditionValues } from '../../util/condition.ts';
import { givenOf } from '../measure.ts';
import { realSamples } from '../pictures.ts';
import type { Plan } from '../plan.ts';
import type { Sampler } from '../sampler.ts';
import type { State } from '../state.ts';
import { Judge } from './judge.ts';

/** A mean with its standard error. */
export interface Estimate {
  readonly mean: number;
  readonly error: number;
}

/** What is measured on samples, where pictures are made. */
export interface Measurement {
  readonly step: number;
  /** Size of the largest weight of both networks. */
  readonly largestWeight: number;
  /** For data with known modes: samples of good quality of each mode, and samples to which it is the nearest. */
  readonly modes?: { readonly good: readonly number[]; readonly near: readonly number[] };
  /** For other data. */
  readonly variety?: Coverage;
  /** D's logits, where samples are held out. */
  readonly judged?: Readonly<Record<'train' | 'heldOut' | 'fake', Estimate>>;
}

/** Samples that are compared with as many real ones. */
const REFERENCE = 256;
/** Samples of each known mode, and at most in all. */
const [PER_MODE, MOST_OF_MODES] = [100, 2500];

export interface ProbeOptions {
  readonly plan: Plan;
  readonly gan: Gan;
  readonly split: Split;
  readonly engine: Engine;
}

/** Measures generated samples, and the discriminator on real ones that it was not trained on. */
export class Probe {
  private readonly options: ProbeOptions;
  private readonly judge: Judge | undefined;
  private reference: Neighbourhoods | undefined;

  private constructor(options: ProbeOptions, judge: Judge | undefined) {
    this.options = options;
    this.judge = judge;
  }

  static async create(options: ProbeOptions): Promise<Probe> {
    const { split, gan, engine } = options;
    if (!split.heldOut) return new Probe(options, undefined);
    const minibatch = { batch: batchSize(gan), pac: packSize(gan) };
    return new Probe(options, await Judge.create(engine, gan.discriminator, minibatch));
  }

  /**
   * @param state of the training
   * @param sampler that holds its generator
   * @param given samples that were made of it already
   */
  async measure(step: number, state: State, sampler: Sampler, given: Float32Array): Promise<Measurement> {
    const { split, plan } = this.options;
    const length = sampleLength(split.training);
    const wanted = this.wanted() * length;
    const samples =
      given.length >= wanted
        ? given.subarray(0, wanted)
        : await sampler.sample(this.wanted(), plan.seed, 'monitor');
    const largestWeight = largest(state, this.options.gan);
    const stream = given.length >= wanted ? 'samples' : 'monitor';
    const judged = await this.judged(state, sampler, samples, stream);
    return { step, largestWeight, ...(await this.compare(samples)), ...judged };
  }

  async dispose(): Promise<void> {
    await this.judge?.dispose();
  }

  private wanted(): number {
    const known = modesOf(this.options.split.training);
    return known ? Math.min(MOST_OF_MODES, PER_MODE * known.modes.length) : REFERENCE;
  }

  private async compare(samples: Float32Array): Promise<Pick<Measurement, 'modes' | 'variety'>> {
    const { split, plan } = this.options;
    const { training } = split;
    const known = modesOf(training);
    if (known) return { modes: countModes(known, samples) };
    this.reference ??= await metrics.neighbours.prepare(givenOf(training, REFERENCE, plan));
    return { variety: coverageOf(this.reference, samples) };
  }

  private async judged(
    state: State,
    sampler: Sampler,
    samples: Float32Array,
    stream: string,
  ): Promise<Pick<Measurement, 'judged'>> {
    const { split, plan, gan } = this.options;
    const { judge } = this;
    if (!judge || !split.heldOut) return {};
    await judge.load(state);
    const number = Math.max(REFERENCE, batchSize(gan));
    const { condition } = gan.discriminator;
    const ofReal = async (set: Dataset) => {
      const y = condition && conditionValues(condition, Math.min(number, set.size));
      return judge.estimate(await realSamples(set, number, plan.seed, y), y);
    };
    const train = await ofReal(split.training);
    const heldOut = await ofReal(split.heldOut);
    const count = samples.length / sampleLength(split.training);
    const asked = await sampler.conditions(count, plan.seed, stream);
    return { judged: { train, heldOut, fake: await judge.estimate(samples, condition && asked) } };
  }
}

function countModes(known: NonNullable<ReturnType<typeof modesOf>>, samples: Float32Array) {
  const { dimension, modes } = known;
  const anywhere = { dimension, modes, reach: Number.POSITIVE_INFINITY };
  return { good: modeCoverage(known, samples).counts, near: modeCoverage(anywhere, samples).counts };
}

function largest(state: State, { generator, discriminator }: Gan): number {
  let size = 0;
  for (const { name, trainable } of [...generator.parameters, ...discriminator.parameters]) {
    if (trainable) for (const value of state[name]) size = Math.max(size, Math.abs(value));
  }
  return size;
}
