import { describe, expect, it } from 'vitest';
import { nodeEngine } from '../../src/engine/node.ts';
import { referenceEngine } from '../../src/engine/reference.ts';
import { type DiracResult, measureMethod } from '../../src/experiments/dirac/measure.ts';
import { methods } from '../../src/experiments/dirac/methods.ts';
import { diracCells, eigenvaluesText } from '../../src/experiments/dirac/report.ts';
import { trainDirac } from '../../src/experiments/dirac/train.ts';

const engine = nodeEngine('cpu', { threads: 1 });
const measured = new Map<string, DiracResult>();

/** Below the smallest normal float32 there is nothing to compare. */
const SMALLEST = 1.2e-38;
const nearly = (got: number, want: number, share: number) =>
  want < SMALLEST ? expect(got).toBeLessThan(SMALLEST) : expect(Math.abs(got / want - 1)).toBeLessThan(share);

describe('the real step plays the Dirac-GAN as theory and the published table have it', () => {
  it.each(methods)('$name', async method => {
    const result = await measureMethod(engine, method);
    measured.set(method.name, result);
    for (const path of result.paths) {
      if (method.random) {
        expect(path.measured).toBeGreaterThan(1e-4);
        expect(path.measured).toBeLessThan(0.1);
      } else nearly(path.measured, path.theory, 0.002);
    }
    if (!method.published) return;
    const together = result.paths.find(path => path.order === 'simultaneous')!;
    nearly(together.measured, method.published[0], 0.06); // published with one to three digits
    nearly(result.generatorFirst!, method.published[1], 0.06);
  });

  it.each<[string, number, number]>([
    ['GAN', 3.63, 1.38],
    ['non-saturating', 0.445, 0.125],
    ['WGAN, not clipped', 8.99e10, 1.39],
    ['WGAN-GP, λ ½', 1.51, 1.41],
    ['R1, γ 0.3', 6.6e-31, 9.8e-34],
    ['R2, γ 0.3', 6.6e-31, 9.8e-34],
  ])('%s: %f at once, %f in turn with G first', (name, together, inTurn) => {
    const { paths, generatorFirst } = measured.get(name)!;
    nearly(paths[0].measured, together, 0.01);
    nearly(generatorFirst!, inTurn, 0.01);
  });

  it('comes to rest under instance noise, R1, R2, consensus and looking ahead, and under nothing else', () => {
    const rest = methods.filter(({ name }) => measured.get(name)!.paths.every(path => path.measured < 0.05));
    const expected = ['instance', 'R1, γ 0', 'R1, γ 1', 'R2', 'consensus', 'extragradient', 'optimistic'];
    const names = rest.map(({ name }) => name);
    expect(names.filter(name => !/^(lookahead|average)/.test(name)).length).toBe(expected.length);
    for (const start of [...expected, 'lookahead', 'average']) {
      expect(names.some(name => name.startsWith(start))).toBe(true);
    }
    for (const { name, converges } of rest) expect(converges, name).toMatch(/^yes|^only the average/);
  });

  it('has the eigenvalues of the table', () => {
    const text = (name: string) => eigenvaluesText(measured.get(name)!.eigenvalues!);
    expect(text('GAN')).toBe('± 0.5i');
    expect(text('instance noise, σ 0.7')).toBe('−0.1225 ± 0.4848i');
    expect(text('R1, γ 0.3')).toBe('−0.15 ± 0.477i');
    expect(text('R1, γ 1: critical')).toBe('−0.5');
    expect(text('extragradient')).toBe('−0.025 ± 0.5i');
    const [head, ...rows] = diracCells([...measured.values()]);
    expect(rows.map(row => row.length)).toEqual(rows.map(() => head.length));
  });

  it('is the same on the float64 interpreter', async () => {
    const [{ options }] = methods;
    const run = { start: [1, 1], steps: 200, rate: 0.1 } as const;
    const here = await trainDirac(engine, options, run);
    const there = await trainDirac(referenceEngine, options, run);
    for (const i of [0, 1]) expect(Math.abs(here[200][i] - there[200][i])).toBeLessThan(1e-5);
  });
});
