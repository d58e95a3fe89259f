import type { Arrays, Engine, Executable } from '../engine/engine.ts';
import { drawNoise } from '../gan/feeds.ts';
import type { Gan } from '../gan/gan.ts';
import {
  type LatentRefinement,
  latentProgram,
  type Refinement,
  type RejectionSampler,
  scoringProgram,
} from '../gan/refine/refinement.ts';
import { inferenceWeights } from '../gan/state.ts';
import { sizeOf } from '../graph/tensor.ts';
import { type ConditionValues, rowsAt } from '../util/condition.ts';
import { UserError } from '../util/error.ts';
import { Random } from '../util/random.ts';
import { conditionsOf } from './conditions.ts';
import type { State } from './state.ts';

/** Candidates in one call. */
const CANDIDATES = 1000;
/** Values above which a sample counts as large: batches of large ones are small, since they fill the memory. */
const LARGE = 64;
/** Moves in one call: their noise is drawn at once. */
const MOVES = 100;
/** Share of candidates that must be kept. */
const LEAST_KEPT = 1e-3;

/** A trained GAN, as far as refining its samples concerns. */
export type RefinedGan = Pick<Gan, 'generator' | 'discriminator' | 'objective' | 'latent'>;

/** Samples, and how many candidates they were taken from. */
export interface Refined {
  /** `[count, ...shape]` */
  readonly values: Float32Array;
  readonly candidates: number;
}

/** What is asked of a refinement. */
interface Wanted {
  readonly count: number;
  readonly seed: number;
  readonly stream: string;
  /** The input y of so many samples, each with the condition of a place. */
  readonly asked?: (samples: number, place: (i: number) => number) => { readonly y: ConditionValues };
}

/**
 * Makes samples of a trained generator with the help of its discriminator: averaged weights of G if there are
 * any, both networks in inference mode.
 */
export class Refiner {
  private readonly gan: RefinedGan;
  private readonly refinement: Refinement;
  /** Latents that are moved together. */
  private readonly batch: number;
  private readonly scorer: Executable;
  private readonly chain: Executable | undefined;

  private constructor(
    gan: RefinedGan,
    refinement: Refinement,
    scorer: Executable,
    chain: Executable | undefined,
  ) {
    this.gan = gan;
    this.refinement = refinement;
    this.batch = batchOf(gan);
    this.scorer = scorer;
    this.chain = chain;
  }

  /** @throws UserError when the discriminator does not say what the refinement needs */
  static async create(engine: Engine, gan: RefinedGan, refinement: Refinement): Promise<Refiner> {
    checkRefinable(gan, refinement);
    const batch = batchOf(gan);
    const scorer = await engine.compileBatch(scoringProgram(gan));
    const chain =
      refinement.kind === 'latent' ? await engine.compile(latentProgram(gan, refinement, batch)) : undefined;
    return new Refiner(gan, refinement, scorer, chain);
  }

  /** Takes the weights of both networks from a training state. */
  async load(state: State): Promise<void> {
    const { generator, discriminator } = this.gan;
    const ofD = Object.fromEntries(discriminator.parameters.map(({ name }) => [name, state[name]]));
    const weights = { ...inferenceWeights(generator, state), ...ofD };
    await this.scorer.write(weights);
    await this.chain?.write(weights);
  }

  /**
   * `count` samples, a function of seed and stream; a moved sample begins where the plain sample of the same
   * place is.
   * @param conditions of the samples, where the generator has a condition; default of all kinds
   * @throws UserError when next to nothing would be kept
   */
  sample(count: number, seed: number, stream = 'samples', conditions?: ConditionValues): Promise<Refined> {
    const y = conditionsOf(this.gan.generator.condition, { conditions, seed }, count);
    const asked: Wanted['asked'] =
      y && ((samples, place) => ({ y: rowsAt(y, y.length / count, samples, place) }));
    const wanted = { count, seed, stream, asked };
    return this.refinement.kind === 'latent'
      ? this.refined(this.refinement, wanted)
      : this.accepted(this.refinement, wanted);
  }

  private async refined(
    { steps }: LatentRefinement,
    { count, seed, stream, asked }: Wanted,
  ): Promise<Refined> {
    const width = this.batch * sizeOf(this.gan.generator.input);
    const start = this.noise(count, seed, stream);
    const values = new Float32Array(count * sizeOf(this.gan.generator.output));
    for (let batch = 0; batch * this.batch < count; batch++) {
      const z = new Float32Array(width);
      z.set(start.subarray(batch * width, (batch + 1) * width));
      await this.chain!.write({ z });
      const place = (i: number) => (batch * this.batch + (i % this.batch)) % count;
      for (let done = 0; done < steps; done += MOVES) {
        const moves = Math.min(MOVES, steps - done);
        const noise = new Float32Array(moves * width);
        new Random(seed, `${stream}/moves/${batch}`, done).normals(noise);
        await this.chain!.run(moves, { noise, ...asked?.(moves * this.batch, place) });
      }
      const moved = (await this.chain!.read(['z']))['z'];
      const { x } = await this.scored(moved, asked?.(this.batch, place));
      const first = batch * x.length;
      values.set(x.subarray(0, values.length - first), first);
    }
    return { values, candidates: count };
  }

  /** Where samples have conditions, each candidate is made for one place, else for the next one. */
  private async accepted(rejection: RejectionSampler, wanted: Wanted): Promise<Refined> {
    const { count, seed, stream, asked } = wanted;
    const keep = await this.acceptance(rejection, wanted);
    const size = sizeOf(this.gan.generator.output);
    const values = new Float32Array(count * size);
    let open = Array.from({ length: count }, (_, place) => place);
    let candidates = 0;
    for (let call = 0; open.length > 0; call++) {
      const meant = open;
      const filled = new Set<number>();
      const place = (i: number) => meant[i % meant.length];
      const noise = this.noise(CANDIDATES, seed, stream, call);
      const { x, logit } = await this.scored(noise, asked?.(CANDIDATES, place));
      const random = new Random(seed, `${stream}/keep`, call);
      for (let i = 0; i < logit.length && filled.size < meant.length; i++, candidates++) {
        if (random.uniform() >= keep(logit[i])) continue;
        const at = asked ? place(i) : meant[filled.size];
        if (!filled.has(at)) values.set(x.subarray(i * size, (i + 1) * size), at * size);
        filled.add(at);
      }
      open = meant.filter(at => !filled.has(at));
    }
    return { values, candidates };
  }

  /** The probability to keep a sample by its logit, from a burn-in. */
  private async acceptance({ burnIn, acceptance }: RejectionSampler, { count, seed, stream, asked }: Wanted) {
    const noise = this.noise(burnIn, seed, `${stream}/burn-in`);
    const conditions = asked?.(burnIn, i => i % count);
    const { logit: logits } = await this.scored(noise, conditions);
    const keep = acceptance(logits);
    checkShare(logits.reduce((total, logit) => total + keep(logit), 0) / logits.length);
    return keep;
  }

  private noise(count: number, seed: number, stream: string, step = 0): Float32Array {
    const out = new Float32Array(count * sizeOf(this.gan.generator.input));
    return drawNoise(this.gan.latent.distribution, seed, stream, step, out);
  }

  /** x and logit of latents [n, ...], with their conditions. */
  private scored(z: Float32Array, conditions?: Arrays): Promise<Record<string, Float32Array>> {
    return this.scorer.run(z.length / sizeOf(this.gan.generator.input), { z, ...conditions });
  }

  async dispose(): Promise<void> {
    await this.scorer.dispose();
    await this.chain?.dispose();
  }
}

const batchOf = ({ generator }: RefinedGan) => (sizeOf(generator.output) > LARGE ? 100 : CANDIDATES);

function checkShare(share: number): void {
  if (share >= LEAST_KEPT) return;
  throw new UserError(
    `refine: expected a discriminator that keeps at least 1 sample of ${1 / LEAST_KEPT}, got one that would keep 1 of ${Math.round(1 / share)}, so sure it is; keep more with a percentile such as rejection:80`,
  );
}

function checkRefinable({ generator, discriminator, objective, latent }: RefinedGan, refinement: Refinement) {
  const refuse = (expected: string, got: string) => {
    throw new UserError(`refine: expected ${expected}, got ${got}`);
  };
  if (sizeOf(discriminator.input) !== sizeOf(generator.output)) {
    refuse('a discriminator that judges single samples', 'one that judges packs; train with pac 1');
  }
  if (discriminator.couplesBatch) {
    refuse(
      'a discriminator that judges each sample by itself',
      'one with batch normalisation or a minibatch layer, which mix them',
    );
  }
  if (objective.critic && !objective.logRatio) {
    refuse(
      'an objective whose D says log p/q, such as non-saturating or relativistic',
      'a critic whose numbers are no logits',
    );
  }
  if (refinement.kind !== 'latent') return;
  if (refinement.needsSize && objective.undecided === 'midpoint') {
    refuse("a D that knows the size of log p/q; use 'flow'", 'a relativistic one, which knows differences');
  }
  if (refinement.needsNormal && latent.distribution !== 'normal') {
    refuse("normal noise, whose density has a gradient; use 'rejection'", `${latent.distribution} noise`);
  }
}
