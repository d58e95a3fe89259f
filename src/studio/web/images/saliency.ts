import type { Engine, Executable } from '../../../engine/engine.ts';
import { verdicts } from '../../../gan/discriminator.ts';
import { packedInputs } from '../../../gan/pack.ts';
import type { BatchProgram } from '../../../graph/batch.ts';
import { grad } from '../../../graph/grad.ts';
import { sum } from '../../../graph/ops/reduce.ts';
import { inference } from '../../../nn/inference.ts';
import type { Network } from '../../../nn/network.ts';
import { conditionsOf } from '../../../train/conditions.ts';
import type { State } from '../../../train/state.ts';
import { kindsOf } from './kinds.ts';
import type { Judged } from './reals.ts';

/** What D says of an image, and what it looks at there. */
export interface Gaze {
  readonly logit: number;
  /** ∂s/∂x of the logit, summed over the channels of a pixel, [height, width]. */
  readonly slopes: Float32Array;
}

/** Images that D judges at once where they influence each other. */
const COMPANY = 32;

/** Asks a discriminator what it looks at: the gradient of its logit by the pixels. */
export class Saliency {
  private readonly discriminator: Network;
  /** Images of one call. */
  readonly count: number;
  private readonly executable: Executable;

  private constructor(discriminator: Network, count: number, executable: Executable) {
    this.discriminator = discriminator;
    this.count = count;
    this.executable = executable;
  }

  static async create(engine: Engine, discriminator: Network, pac: number): Promise<Saliency> {
    const packs = discriminator.couplesInference ? Math.ceil(COMPANY / pac) : 1;
    const executable = await engine.compile(saliencyProgram(discriminator, pac).at(packs));
    return new Saliency(discriminator, packs * pac, executable);
  }

  /** Takes the discriminator's weights from a training state. */
  async load(state: State): Promise<void> {
    const weights = this.discriminator.parameters.map(({ name }) => [name, state[name]]);
    await this.executable.write(Object.fromEntries(weights));
  }

  /**
   * @param image one alone
   * @param company images of the same kind that D may compare it with, repeated where they are too few
   */
  async at({ values: image, classes }: Judged, company: Judged, channels: number): Promise<Gaze> {
    const x = Float32Array.from({ length: this.count * image.length }, (_, i) =>
      i < image.length ? image[i] : company.values[i % company.values.length],
    );
    const others = company.classes ?? [];
    const kinds =
      classes &&
      Int32Array.from({ length: this.count }, (_, i) => (i === 0 ? classes[0] : others[i % others.length]));
    const conditions = kinds && kindsOf(this.discriminator.condition)?.values(kinds).data;
    const y = conditionsOf(this.discriminator.condition, { conditions }, this.count);
    const { slopes, logits } = await this.executable.run(1, { x, ...(y && { y }) });
    const pixels = Float32Array.from({ length: image.length / channels }, (_, p) =>
      slopes.subarray(p * channels, (p + 1) * channels).reduce((total, slope) => total + slope, 0),
    );
    return { logit: logits[0], slopes: pixels };
  }

  dispose(): Promise<void> {
    return this.executable.dispose();
  }
}

/** x [n·pac, ...] to the logits [n] of its packs and ∂Σlogits/∂x. */
function saliencyProgram(discriminator: Network, pac: number): BatchProgram {
  return inference([discriminator], (packs, infer) => {
    const { x, inputs, seen } = packedInputs(discriminator, packs, pac);
    const logits = verdicts(infer(discriminator, seen.x, seen.y));
    const [slopes] = grad(sum(logits), [x]);
    return { inputs, outputs: { slopes, logits } };
  });
}
