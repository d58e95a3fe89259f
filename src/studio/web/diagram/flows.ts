import type { Anatomy } from '../engine/anatomy/anatomy.ts';
import type { Kind } from '../lab/slow-motion/stages.ts';
import type { Lengths } from './gradients.ts';
import { type Curve, type Lane, type Layout, laneLayer, type Player } from './layout.ts';
import { isLit, type Part } from './lit.ts';
import type { Palette } from './palette.ts';
import { type Flow, flowOf } from './strength.ts';

interface Inked extends Flow {
  readonly name: string;
  readonly color: string;
}

/** Dashes along a lane, or samples as dots along a curve. */
export type Flowing = Inked & ({ readonly lane: Lane } | { readonly curve: Curve });

interface Given {
  readonly layout: Layout;
  readonly anatomy: Anatomy;
  readonly gradients: Readonly<Record<Player, Lengths>>;
  readonly colors: Palette;
  /** The stage of slow motion that is shown; default none. */
  readonly kind?: Kind;
}

const FORWARD: Flow = { width: 2, speed: 22, alpha: 0.8 };
const DIM = 0.12;

/** All that flows: samples to D, its answers to the losses, gradients back by the order of their length. */
export function flowsOf({ layout, anatomy, gradients, colors, kind }: Given): Flowing[] {
  const { joins, answer, through } = layout;
  const dimmed = (part: Part, flow: Flowing): Flowing => (isLit(part, kind) ? flow : { ...flow, alpha: DIM });
  const { real, fake, muted } = colors;
  const last = gradients.generator[anatomy.generator.layers.at(-1)!.name];
  return [
    dimmed('real', { name: 'real', curve: joins.real, color: real, ...FORWARD }),
    dimmed('generated', { name: 'generated', curve: joins.generated, color: fake, ...FORWARD }),
    dimmed('verdict', { name: 'answer', lane: answer, color: muted, ...FORWARD }),
    dimmed('through', { name: 'through', lane: through, color: fake, ...flowOf(last) }),
    ...backOf('generator').map(flow => dimmed('back of G', flow)),
    ...backOf('discriminator').map(flow => dimmed('back of D', flow)),
  ];

  function backOf(player: Player): Flowing[] {
    const { back } = layout.networks[player];
    const { layers } = anatomy[player];
    return back.map((lane, i) => {
      const { name } = laneLayer(layers, back.length, i);
      const color = player === 'generator' ? fake : colors.judge;
      return { name: `${player} ${name}`, lane, color, ...flowOf(gradients[player][name]) };
    });
  }
}
