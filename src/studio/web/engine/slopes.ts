import type { Engine, Executable } from '../../../engine/engine.ts';
import { verdicts } from '../../../gan/discriminator.ts';
import { objective } from '../../../gan/objectives/index.ts';
import { packedInputs } from '../../../gan/pack.ts';
import type { BatchProgram } from '../../../graph/batch.ts';
import { grad } from '../../../graph/grad.ts';
import { neg } from '../../../graph/ops/elementwise.ts';
import { sum } from '../../../graph/ops/reduce.ts';
import { inference } from '../../../nn/inference.ts';
import type { Network } from '../../../nn/network.ts';
import { conditionsOf } from '../../../train/conditions.ts';
import type { Config } from '../../../train/config.ts';
import type { State } from '../../../train/state.ts';
import type { ConditionValues } from '../../../util/condition.ts';
import { ARROWS } from './scene.ts';

/** Computes where G's loss would move its samples: −∂L_G/∂x for each, its term of the loss, and D's logits of both kinds. */
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

  /**
   * @param real, fake [ARROWS, d]; the generated samples are of all classes in turn where there are classes
   * @param conditions of the real samples, of a D that has some
   */
  async at(
    real: Float32Array,
    fake: Float32Array,
    conditions?: ConditionValues,
  ): Promise<Record<'slopes' | 'terms' | 'real' | 'fake', Float32Array>> {
    const { condition } = this.discriminator;
    const y = conditionsOf(condition, { conditions }, ARROWS);
    const asked = conditionsOf(condition, {}, ARROWS);
    const classes = y && asked && { y, asked };
    const out = await this.executable.run(1, { x: real, g: fake, ...classes });
    return { slopes: out.slopes, terms: out.terms, real: out.logitsReal, fake: out.logitsFake };
  }

  dispose(): Promise<void> {
    return this.executable.dispose();
  }
}

/** Real x and generated g [n·pac, ...] to the logits [n] of their packs, the terms [n] of L_G, and −∂L_G/∂g. */
function slopesProgram(discriminator: Network, { objective: text, pac }: Config): BatchProgram {
  return inference([discriminator], (packs, infer) => {
    const x = packedInputs(discriminator, packs, pac);
    const g = packedInputs(discriminator, packs, pac, ['g', 'asked']);
    const [real, fake] = [x, g].map(({ seen }) => verdicts(infer(discriminator, seen.x, seen.y)));
    const terms = objective(text).generator({ real, fake });
    const [slopes] = grad(sum(terms), [g.x]);
    const outputs = { slopes: neg(slopes), terms, logitsReal: real, logitsFake: fake };
    return { inputs: [...x.inputs, ...g.inputs], outputs };
  });
}
