import { add, div, mul, square, stopGradient, sub } from '../../graph/ops/elementwise.ts';
import { constant } from '../../graph/ops/leaf.ts';
import { sum } from '../../graph/ops/reduce.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Choice } from '../../util/choice.ts';
import { lambda } from './gradient.ts';
import type { DiscriminatorContext, Penalty } from './penalty.ts';

type Context = Pick<DiscriminatorContext, 'trained' | 'memory'>;

/** λ · ‖θ − θ̄‖², θ̄ = 1/t · Σ θ⁽ⁱ⁾ over this and all earlier updates of the player, a constant for the gradient. */
function distanceFromPast(weight: number, player: string, { trained, memory }: Context): Tensor {
  const updates = memory(`historical/${player}`, []);
  const t = add(updates.value, 1);
  updates.set(t);
  const distances = trained.map(({ name, shape, value }) => {
    const average = memory(`historical/${name}`, shape);
    const next = stopGradient(add(average.value, div(sub(value, average.value), t)));
    average.set(next);
    return sum(square(sub(value, next)));
  });
  const total = distances.reduce((a, b) => add(a, b), constant(0));
  return mul(weight, total);
}

/** Historical averaging, of both players. */
export const historical: Choice<Penalty, 'weight'> = {
  summary: 'λ · ‖θ − average of all past θ‖² for each player: it damps their circling.',
  source: 'Salimans et al., arXiv 1606.03498, section 3.3; the default is ours',
  parameters: { weight: lambda(1) },
  create: ({ weight }) => ({
    discriminator: context => distanceFromPast(weight, 'D', context),
    generator: context => distanceFromPast(weight, 'G', context),
  }),
};
