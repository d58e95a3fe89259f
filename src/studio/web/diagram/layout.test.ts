import { describe, expect, it } from 'vitest';
import { type Box, type Layout, layoutOf, type Spot, sizesFor } from './layout.ts';

const network = (hidden: number[], inputs = 2, outputs = 2) => ({ inputs, hidden, outputs });

const boxesOf = ({ nodes, networks }: Layout): Box[] => [
  ...Object.values(nodes),
  ...Object.values(networks).flatMap(({ columns }) => columns.flat()),
];

const apart = (a: Box, b: Box) =>
  a.x + a.width <= b.x + 0.01 ||
  b.x + b.width <= a.x + 0.01 ||
  a.y + a.height <= b.y + 0.01 ||
  b.y + b.height <= a.y + 0.01;

const spotsOf = ({ networks, answer, through, joins }: Layout): Spot[] => [
  ...Object.values(networks).flatMap(({ inputs, outputs, back }) => [
    ...inputs,
    ...outputs,
    ...back.flatMap(lane => lane.spots),
  ]),
  ...answer.spots,
  ...through.spots,
  ...Object.values(joins).flat(),
];

describe('the layout of the diagram', () => {
  it.each([320, 350, 519, 520, 600, 860, 1600])('keeps everything apart and inside at %i pixels', width => {
    for (const small of [true, false]) {
      const { rows } = sizesFor(width, small);
      for (const depth of [1, 2, 3, 9]) {
        const hidden = Array.from({ length: depth }, (_, i) => Math.max(1, rows - (i % 3)));
        const counts = { generator: network(hidden), discriminator: network(hidden, 2, 1) };
        const layout = layoutOf(counts, width, sizesFor(width, small));
        const boxes = boxesOf(layout);
        for (const [i, a] of boxes.entries())
          for (const b of boxes.slice(i + 1)) expect(apart(a, b), JSON.stringify([depth, a, b])).toBe(true);
        for (const { x, y, width: w, height: h } of boxes) {
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(-0.01);
          expect(x + w).toBeLessThanOrEqual(width + 0.01);
          expect(y + h).toBeLessThanOrEqual(layout.height);
        }
        for (const [x, y] of spotsOf(layout)) {
          expect(x).toBeGreaterThanOrEqual(-0.01);
          expect(x).toBeLessThanOrEqual(width + 0.01);
          expect(y).toBeLessThanOrEqual(layout.height);
        }
      }
    }
  });

  it('shows all layers where they fit, else the first', () => {
    const columns = (depth: number, width: number) => {
      const hidden = new Array(depth).fill(3);
      const counts = { generator: network(hidden), discriminator: network(hidden) };
      return layoutOf(counts, width, sizesFor(width, false)).networks.discriminator.columns.length;
    };
    expect(columns(2, 350)).toBe(2);
    expect(columns(3, 860)).toBe(3);
    expect(columns(20, 860)).toBeLessThan(10);
    expect(columns(20, 860)).toBeGreaterThan(2);
  });

  it('has a lane back for each layer of weights, one after the other', () => {
    const counts = { generator: network([4, 4]), discriminator: network([4, 4, 4], 2, 1) };
    for (const width of [360, 860]) {
      const { networks } = layoutOf(counts, width, sizesFor(width, false));
      expect(networks.generator.back).toHaveLength(3);
      expect(networks.discriminator.back).toHaveLength(4);
      for (const { back } of Object.values(networks)) {
        for (const [i, { spots, ends }] of back.entries()) {
          expect(ends).toBe(i === back.length - 1);
          if (i > 0) expect(spots[0]).toEqual(back[i - 1].spots.at(-1));
        }
      }
    }
  });
});
