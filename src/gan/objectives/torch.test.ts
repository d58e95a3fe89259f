import { describe, expect, it } from 'vitest';
import { loadTorch, type Recorded } from '../../../test/fixtures/torch/load.ts';
import { grad } from '../../graph/grad.ts';
import { interpret } from '../../graph/interpret.ts';
import { add, mul } from '../../graph/ops/elementwise.ts';
import { input } from '../../graph/ops/leaf.ts';
import { sum } from '../../graph/ops/reduce.ts';
import { mean } from '../../graph/ops/statistics.ts';
import { objective, objectives, parseObjective } from './index.ts';

const { real, fake, cases } = loadTorch('objectives');
const given = { real: real.data, fake: fake.data };

/** The records are float32: 6e-8 of the largest, and the gradients are sums of few terms. */
function expectRecorded(got: Float64Array, { data }: Recorded): void {
  const scale = Math.max(1e-2, ...Array.from(data, Math.abs));
  data.forEach((e, i) => {
    expect(Math.abs(got[i] - e) / scale).toBeLessThan(2e-7);
  });
}

describe.each(cases)('$name as in PyTorch', ({ name, ...recorded }) => {
  it.each(['discriminator', 'generator'] as const)(
    '%s: value, gradient and second-order gradient',
    player => {
      const wrt = [input('real', real.shape), input('fake', fake.shape)];
      const loss = mean(objective(parseObjective(name))[player]({ real: wrt[0], fake: wrt[1] }));
      const first = grad(loss, wrt);
      const square = first.map(g => sum(mul(g, g))).reduce((a, b) => add(a, b));
      const [value, dReal, dFake, sReal, sFake] = interpret([loss, ...first, ...grad(square, wrt)], given);
      const expected = recorded[player];
      expect(Math.abs(value[0] - expected.value)).toBeLessThan(2e-7 * Math.max(1, Math.abs(expected.value)));
      expectRecorded(dReal, expected.grad.real);
      expectRecorded(dFake, expected.grad.fake);
      expectRecorded(sReal, expected.second.real);
      expectRecorded(sFake, expected.second.fake);
    },
  );
});

it('PyTorch knows every objective', () => {
  expect(cases.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(objectives)));
});
