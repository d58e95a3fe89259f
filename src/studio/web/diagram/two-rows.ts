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

/** Room at the right edge for what goes back up, and between the rows. */
const [MARGIN, BETWEEN] = [14, 14];

/** Above from left to right noise, G and what it generates; below from right to left real samples, D and what it says. */
export function inTwoRows({ generator, discriminator }: BothCounts, width: number, sizes: Sizes): Layout {
  const { tile, node, verdict } = sizes;
  const [inner, tall] = [width - MARGIN, heightOf(sizes)];
  const second = HEAD + tall + NOTE + LANE + BETWEEN;
  const [above, below] = [HEAD + tall / 2, second + HEAD + tall / 2];
  const [roomG, roomD] = [inner - 2 * node, inner - 2 * node - verdict];
  const g = fitting(generator.hidden.length, roomG - LEAST_GAP, tile);
  const d = fitting(discriminator.hidden.length, roomD - 2 * LEAST_GAP, tile);
  const gapG = (roomG - g * tile) / (g + 1);
  const gapD = (roomD - d * tile) / (BEFORE_D + d + BEFORE_VERDICT);
  const right = cursor(0, 1);
  const noise = boxAt(right(node), above, node);
  const G = columnsOf(generator.hidden.slice(0, g), () => right(tile, gapG), above, tile);
  const generated = boxAt(right(node, gapG), above, node);
  const left = cursor(inner, -1);
  const real = boxAt(left(node), below, node);
  const before = (i: number) => (i === 0 ? BEFORE_D * gapD : gapD);
  const D = columnsOf(discriminator.hidden.slice(0, d), i => left(tile, before(i)), below, tile);
  const answer = boxAt(left(node, gapD), below, node);
  const said = boxAt(left(verdict, BEFORE_VERDICT * gapD), below, verdict, VERDICT);
  const [padG, padD] = [gapG, gapD].map(gap => Math.min(12, gap / 2.5));
  const bottom = second + HEAD + tall + NOTE;
  const laneG = HEAD + tall + NOTE + LANE / 2;
  const [laneD, laneBack] = [bottom + LANE / 2, bottom + 1.5 * LANE];
  const [begin, turn] = [D[0][0].x + tile + 0.95 * gapD, middle(generated)[0]];
  const join: Spot = [begin, below];
  const exit = (share: number): Spot => [said.x + share * verdict, said.y + said.height];
  const boxD = around(D, padD, tall, second + HEAD);
  return {
    width,
    height: bottom + 2 * LANE + 4,
    nodes: { noise, real, generated, answer, verdict: said },
    networks: {
      generator: {
        box: around(G, padG, tall),
        towards: 1,
        inputs: portsOf(noise, 1, generator.inputs),
        columns: G,
        outputs: portsOf(generated, -1, generator.outputs),
        back: lanesOf({ from: [turn, laneG], columns: G, to: G[0][0].x - padG, y: laneG }),
      },
      discriminator: {
        box: { ...boxD, width: begin - boxD.x },
        towards: -1,
        inputs: spread(join, discriminator.inputs),
        columns: D,
        outputs: portsOf(answer, 1, discriminator.outputs),
        back: lanesOf({ from: exit(0.7), columns: D, to: begin, y: laneD }),
      },
    },
    joins: {
      real: joining(real, join, -1),
      generated: [
        [generated.x, generated.y + node - 8],
        [generated.x - 36, generated.y + node + 34],
        [begin + 30, below - 64],
        join,
      ],
    },
    answer: {
      spots: [
        [answer.x, below],
        [said.x + verdict + 2, below],
      ],
      ends: true,
    },
    through: {
      spots: [exit(0.3), [exit(0.3)[0], laneBack], [width - 5, laneBack], [width - 5, laneG], [turn, laneG]],
      ends: false,
    },
  };
}
