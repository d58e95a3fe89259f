import type { Engine, Executable } from '../../../engine/engine.ts';
import { objective } from '../../../gan/objectives/index.ts';
import { pack } from '../../../gan/pack.ts';
import { grad } from '../../../graph/grad.ts';
import { neg } from '../../../graph/ops/elementwise.ts';
import { input } from '../../../graph/ops/leaf.ts';
import { sum } from '../../../graph/ops/reduce.ts';
import { reshape } from '../../../graph/ops/shape.ts';
import { type Program, unchanged } from '../../../graph/program.ts';
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
    return new Slopes(discriminator, await engine.compile(slopesProgram(discriminator, config)));
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

function slopesProgram(discriminator: Network, { objective: text, pac }: Config): Program {
  const shape = discriminator.input;
  const sample = [...shape.slice(0, -1), shape[shape.length - 1] / pac];
  const x = input('x', [ARROWS, ...sample]);
  const g = input('g', [ARROWS, ...sample]);
  const values = discriminator.variables();
  const count = ARROWS / pac;
  const judge = (samples: typeof x) => reshape(discriminator.infer(pack(samples, pac), values), [count]);
  const logits = { real: judge(x), fake: judge(g) };
  const [slopes] = grad(sum(objective(text).generator(logits)), [g]);
  return {
    inputs: [x, g],
    state: unchanged(values.values()),
    outputs: { slopes: neg(slopes), logitsReal: logits.real, logitsFake: logits.fake },
  };
}
