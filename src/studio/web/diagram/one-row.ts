import type { BothCounts, Layout, Sizes, Spot } from './layout.ts';
import {
  around,
  BEFORE_D,
  BEFORE_VERDICT,
  boxAt,
  columnsOf,
  cursor,
  fitting,
  HEAD,
  heightOf,
  joining,
  LANE,
  LEAST_GAP,
  lanesOf,
  middle,
  NOTE,
  portsOf,
  spread,
  VERDICT,
} from './places.ts';

/** From left to right: noise, G, samples of both kinds, D, what it says, what the game comes to. */
export function inOneRow({ generator, discriminator }: BothCounts, width: number, sizes: Sizes): Layout {
  const { tile, node, verdict } = sizes;
  const room = (width - 3 * node - verdict) / 2 - LEAST_GAP;
  const [g, d] = [generator, discriminator].map(({ hidden }) => fitting(hidden.length, room, tile));
  const fixed = 3 * node + verdict + (g + d) * tile;
  const gap = (width - fixed) / (g + 1 + BEFORE_D + d + BEFORE_VERDICT);
  const tall = heightOf(sizes);
  const cy = HEAD + tall / 2;
  const at = cursor(0, 1);
  const noise = boxAt(at(node), cy, node);
  const G = columnsOf(generator.hidden.slice(0, g), () => at(tile, gap), cy, tile);
  const samples = at(node, gap);
  const [real, generated] = [-1, 1].map(side => boxAt(samples, cy + 9 + side * (node / 2 + 11), node));
  const before = (i: number) => (i === 0 ? BEFORE_D * gap : gap);
  const D = columnsOf(discriminator.hidden.slice(0, d), i => at(tile, before(i)), cy, tile);
  const answer = boxAt(at(node, gap), cy, node);
  const said = boxAt(at(verdict, BEFORE_VERDICT * gap), cy, verdict, VERDICT);
  const pad = Math.min(14, gap / 2.5);
  const bottom = HEAD + tall + NOTE;
  const [laneD, laneG] = [bottom + LANE / 2, bottom + 1.5 * LANE];
  const [begin, turn] = [D[0][0].x - 0.95 * gap, middle(generated)[0]];
  const join: Spot = [begin, cy];
  const exit = (share: number): Spot => [said.x + share * verdict, said.y + said.height];
  const boxD = around(D, pad, tall);
  return {
    width,
    height: bottom + 2 * LANE + 4,
    nodes: { noise, real, generated, answer, verdict: said },
    networks: {
      generator: {
        box: around(G, pad, tall),
        towards: 1,
        inputs: portsOf(noise, 1, generator.inputs),
        columns: G,
        outputs: portsOf(generated, -1, generator.outputs),
        back: lanesOf({ from: [turn, laneG], columns: G, to: G[0][0].x - pad, y: laneG }),
      },
      discriminator: {
        box: { ...boxD, x: begin, width: boxD.x + boxD.width - begin },
        towards: 1,
        inputs: spread(join, discriminator.inputs),
        columns: D,
        outputs: portsOf(answer, -1, discriminator.outputs),
        back: lanesOf({ from: exit(0.3), columns: D, to: begin, y: laneD }),
      },
    },
    joins: { real: joining(real, join, 1), generated: joining(generated, join, 1) },
    answer: {
      spots: [
        [answer.x + node, cy],
        [said.x - 2, cy],
      ],
      ends: true,
    },
    through: { spots: [exit(0.7), [exit(0.7)[0], laneG], [turn, laneG]], ends: false },
  };
}
