import { describe, expect, it } from 'vitest';
import type { Anatomy, LayerAnatomy, NetworkAnatomy } from '../engine/anatomy/anatomy.ts';
import { edgesOf } from './edges.ts';
import { gradientsAt } from './gradients.ts';
import { layoutOf, sizesFor } from './layout.ts';
import { alongCurve } from './paint-flows.ts';
import { stepTo } from './steps.ts';
import { flowOf, strengthOf } from './strength.ts';

const layer = (shown: number, before: number, weight = 0): LayerAnatomy => ({
  name: `dense${shown}`,
  units: shown,
  shown: Int32Array.from({ length: shown }, (_, i) => i),
  values: new Float32Array(shown * 4),
  weights: Float32Array.from({ length: shown * before }, (_, i) => weight + i),
  rest: new Float32Array(shown),
  activation: 'relu',
});
const network = (layers: LayerAnatomy[]): NetworkAnatomy => ({
  domain: { x: [-1, 1], y: [-1, 1] },
  cells: 2,
  inputs: { count: 2, shown: Int32Array.of(0, 1) },
  layers,
});
const anatomy: Anatomy = {
  step: 1,
  generator: network([layer(3, 2), layer(2, 3)]),
  discriminator: network([layer(3, 2), layer(6, 3), layer(1, 6)]),
};
const counts = {
  generator: { inputs: 2, hidden: [3], outputs: 2 },
  discriminator: { inputs: 2, hidden: [3, 6], outputs: 1 },
};

describe('the parts of the diagram', () => {
  it('draw each weight from its unit to its unit, the largest last', () => {
    const { networks } = layoutOf(counts, 860, sizesFor(860, false));
    const edges = edgesOf(anatomy.generator, networks.generator);
    expect(edges).toHaveLength(2 * 3 + 3 * 2);
    expect(edges.at(-1)!.share).toBe(1);
    const [, unit] = networks.generator.columns[0];
    const found = edges.find(({ from, weight }) => from === networks.generator.inputs[1] && weight === 3)!;
    expect(found.to).toEqual([unit.x, unit.y + unit.height / 2]); // row 1, column 1 of [3, 2]
  });

  it('lead from unit to unit by arrow keys, along the data', () => {
    const columns = [
      { player: 'generator', layer: 0 },
      { player: 'discriminator', layer: 0 },
      { player: 'discriminator', layer: 1 },
    ] as const;
    const go = (place: Parameters<typeof stepTo>[0], key: string) => stepTo(place, key, columns, anatomy);
    const first = { player: 'generator', layer: 0, unit: 0 } as const;
    expect(go(first, 'ArrowUp')).toBeUndefined();
    expect(go(first, 'ArrowLeft')).toBeUndefined();
    expect(go(first, 'ArrowDown')).toEqual({ ...first, unit: 1 });
    expect(go({ ...first, unit: 2 }, 'ArrowDown')).toBeUndefined();
    const next = { player: 'discriminator', layer: 0, unit: 2 } as const;
    expect(go({ ...first, unit: 2 }, 'ArrowRight')).toEqual(next);
    expect(go(next, 'ArrowRight')).toEqual({ player: 'discriminator', layer: 1, unit: 5 });
  });

  it('flow the wider and the faster, the larger the gradient is; nothing moves without one', () => {
    const lengths = [1e-6, 1e-3, 0.1, 1, 100].map(flowOf);
    for (const [i, flow] of lengths.slice(1).entries()) {
      expect(flow.width).toBeGreaterThan(lengths[i].width);
      expect(flow.speed).toBeGreaterThan(lengths[i].speed);
    }
    expect([undefined, 0, Number.NaN, 1e-9].map(v => flowOf(v).speed)).toEqual([0, 0, 0, 0]);
    expect([strengthOf(1e-4), strengthOf(10), strengthOf(1e9)]).toEqual([0, 1, 1]);
  });

  it('take the gradients that were last measured up to a step', () => {
    const curves = {
      step: Float64Array.of(1, 2, 3, 4),
      lossG: Float64Array.of(1, 1, 1, 1),
      'gradient/generator/dense1': Float64Array.of(Number.NaN, 0.5, Number.NaN, 0.7),
      'gradient/discriminator/dense1': Float64Array.of(0.1, 0.2, 0.3, 0.4),
    };
    expect(gradientsAt(curves, 3, 'generator')).toEqual({ dense1: 0.5 });
    expect(gradientsAt(curves, 9, 'generator')).toEqual({ dense1: 0.7 });
    expect(gradientsAt(curves, 1, 'generator')).toEqual({});
  });

  it('follow a curve from its start to its end', () => {
    const curve = [
      [0, 0],
      [1, 0],
      [2, 4],
      [3, 4],
    ] as const;
    expect([0, 0.5, 1].map(t => alongCurve(curve, t))).toEqual([
      [0, 0],
      [1.5, 2],
      [3, 4],
    ]);
  });
});
