import { expect, it } from 'vitest';
import { grad } from './grad.ts';
import { conv } from './ops/conv.ts';
import { add, mul, relu, sub } from './ops/elementwise.ts';
import { constant, input } from './ops/leaf.ts';
import { matmul } from './ops/linear.ts';
import { sum } from './ops/reduce.ts';
import { lowerConv } from './passes/lower-conv.ts';
import { optimize } from './passes/optimize.ts';
import { graphStats, printGraph } from './print.ts';
import { mapProgram, type Program } from './program.ts';
import { label } from './tensor.ts';

it('prints a line for each node', () => {
  const x = input('x', [4, 3]);
  const w = input('w', [2, 3]);
  const y = label(relu(matmul(x, w, { transB: true })), 'discriminator/dense1');
  const z = add(mul(y, 0.5), constant([1, -2], [2]));
  expect(printGraph([z, y])).toBe(
    [
      'input x : float[4, 3]',
      'input w : float[2, 3]',
      '%2 = matmul(x, w) {transB: true} : float[4, 2]   # discriminator/dense1',
      '%3 = relu(%2) : float[4, 2]   # discriminator/dense1',
      '%5 = mul(%3, 0.5) : float[4, 2]',
      '%6 = constant() {1, -2} : float[2]',
      '%7 = add(%5, %6) : float[4, 2]',
      'return %7, %3',
    ].join('\n'),
  );
});

it('prints the window of a convolution', () => {
  const y = conv(input('x', [1, 4, 4, 1]), input('w', [4, 1]), { kernel: 2, stride: 2 });
  expect(printGraph([y])).toContain(
    'conv(x, w) {window: {kernel: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0], dilation: [1, 1]}, size: [4, 4], groups: 1}',
  );
});

it('counts nodes, bytes and floating-point operations, the same before and after lowering', () => {
  const x = input('x', [8, 6, 6, 3]);
  const w = input('w', [4 * 4 * 3, 5]);
  const y = conv(x, w, { kernel: 4, stride: 2, padding: 1 });
  const loss = sum(mul(y, y));
  const [dw, dx] = grad(loss, [w, x]);
  const program: Program = {
    inputs: [x],
    state: [{ value: w, next: sub(w, mul(dw, 0.1)) }],
    outputs: { loss, dx },
  };
  const lean = mapProgram(program, outputs => optimize(outputs));
  const stats = graphStats(lean);
  const once = 2 * (8 * 3 * 3) * (48 * 5);
  expect(stats.flops).toBe(3 * once);
  expect(stats.stateBytes).toBe(4 * 48 * 5);
  expect(stats.ops).toMatchObject({ conv: 1, convInput: 1, convFilter: 1 });
  expect(stats.nodes).toBe(Object.values(stats.ops).reduce((a, b) => a + b, 0));
  const trained = { ...program, outputs: { loss } }; // without dx, whose lowering may compute products with zeros
  const lowered = graphStats(mapProgram(trained, outputs => optimize(outputs, { lower: lowerConv })));
  expect(lowered.flops).toBe(2 * once);
  expect(lowered.ops).toMatchObject({ matmul: 2 });
});
