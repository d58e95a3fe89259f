import type { Engine, Executable } from '../../../engine/engine.ts';
import { objective } from '../../../gan/objectives/index.ts';
import { pack, unpackedShape } from '../../../gan/pack.ts';
import type { BatchProgram } from '../../../graph/batch.ts';
import { grad } from '../../../graph/grad.ts';
import { neg } from '../../../graph/ops/elementwise.ts';
import { input } from '../../../graph/ops/leaf.ts';
import { sum } from '../../../graph/ops/reduce.ts';
import { reshape } from '../../../graph/ops/shape.ts';
import { inference } from '../../../nn/inference.ts';
import type { Network } from '../../../nn/network.ts';
import type { Config } from '../../../train/config.ts';
import type { State } from '../../../train/state.ts';

/** Samples of each kind; a multiple of every `pac`. */
export const ARROWS = 240;

/** Computes where G's loss would move its samples: −∂L_G/∂x for each, and D's logits of both kinds. */
export class Slopes {
  private readonly discriminator: Network;
  private readonly executable: Executable;

  private constructor(discriminator: Network, executable: Executable) {
    this.discriminator = discriminator;
    this.executable = executable;
  }

  static async create(engine: Engine, discriminator: Network, config: Config): Promise<Slopes> {
    return new Slopes(
      discriminator,
      await engine.compile(slopesProgram(discriminator, config).at(ARROWS / config.pac)),
    );
  }

  async load(state: State): Promise<void> {
    const weights = this.discriminator.parameters.map(({ name }) => [name, state[name]]);
    await this.executable.write(Object.fromEntries(weights));
  }

  /** @param real, fake [ARROWS, d] */
  async at(
    real: Float32Array,
    fake: Float32Array,
  ): Promise<Record<'slopes' | 'real' | 'fake', Float32Array>> {
    const { slopes, logitsReal, logitsFake } = await this.executable.run(1, { x: real, g: fake });
    return { slopes, real: logitsReal, fake: logitsFake };
  }

  dispose(): Promise<void> {
    return this.executable.dispose();
  }
}

/** Real x and generated g [n·pac, ...] to the logits [n] of their packs, and −∂L_G/∂g. */
function slopesProgram(discriminator: Network, { objective: text, pac }: Config): BatchProgram {
  return inference([discriminator], (packs, infer) => {
    const shape = [packs * pac, ...unpackedShape(discriminator.input, pac)];
    const [x, g] = [input('x', shape), input('g', shape)];
    const [real, fake] = [x, g].map(of => reshape(infer(discriminator, pack(of, pac)), [packs]));
    const [slopes] = grad(sum(objective(text).generator({ real, fake })), [g]);
    return { inputs: [x, g], outputs: { slopes: neg(slopes), logitsReal: real, logitsFake: fake } };
  });
}
