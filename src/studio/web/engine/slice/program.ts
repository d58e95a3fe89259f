import { verdicts } from '../../../../gan/discriminator.ts';
import type { Gan } from '../../../../gan/gan.ts';
import { objective } from '../../../../gan/objectives/index.ts';
import { pack, packedInputs } from '../../../../gan/pack.ts';
import { add, mul, neg, softplus } from '../../../../graph/ops/elementwise.ts';
import { input } from '../../../../graph/ops/leaf.ts';
import { mean } from '../../../../graph/ops/statistics.ts';
import { type Program, unchanged } from '../../../../graph/program.ts';
import type { Tensor } from '../../../../graph/tensor.ts';
import { latentInputs } from '../../../../nn/inference.ts';
import type { Network } from '../../../../nn/network.ts';
import type { Config } from '../../../../train/config.ts';

/** Name of the state that holds the direction of an array. */
export const directionOf = (name: string): string => `direction/${name}`;

/** Weights w + t·d: w and d are state, t an input. */
function moved({ parameters }: Network, step: Tensor) {
  const weights = parameters.map(({ name, shape }) => [name, input(name, shape)] as const);
  const directions = parameters
    .filter(({ trainable }) => trainable)
    .map(({ name, shape }) => [name, input(directionOf(name), shape)] as const);
  const along = new Map(directions);
  const values = new Map(
    weights.map(([name, w]) => [name, along.has(name) ? add(w, mul(step, along.get(name)!)) : w]),
  );
  return { values, state: [...weights, ...directions].map(([, node]) => node) };
}

/**
 * V(θ_G + α d_G, θ_D + β d_D) on a batch that is given, α and β the inputs `alpha` and `beta`; one step of it is one point of
 * the surface, so that a call computes all. For a critic V is −L_D, as everywhere in the lab.
 * @param rows samples of either kind
 */
export function sliceProgram({ generator, discriminator }: Gan, config: Config, rows: number): Program {
  const { objective: text, pac } = config;
  const [alpha, beta] = [input('alpha', []), input('beta', [])];
  const [G, D] = [moved(generator, alpha), moved(discriminator, beta)];
  const x = packedInputs(discriminator, rows / pac, pac);
  const [z, own] = latentInputs(generator, rows);
  const y = x.inputs[1] ?? own; // a pair has one condition, as in D's loss
  const made = generator.infer(z, G.values, generator.condition && y);
  const judge = (seen: Tensor, condition?: Tensor) =>
    verdicts(discriminator.infer(seen, D.values, discriminator.condition && condition));
  const real = judge(x.seen.x, x.seen.y);
  const fake = judge(pack(made, pac), x.seen.y);
  const { critic, discriminator: lossD } = objective(text);
  const value = critic ? mean(lossD({ real, fake })) : mean(add(softplus(neg(real)), softplus(fake)));
  return {
    inputs: [alpha, beta, ...x.inputs, z, ...(y && y === own ? [own] : [])],
    state: unchanged([...G.state, ...D.state]),
    outputs: { value: neg(value) },
  };
}
