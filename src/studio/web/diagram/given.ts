import { useMemo } from 'preact/hooks';
import type { Anatomy } from '../engine/anatomy/anatomy.ts';
import type { Stage } from '../lab/slow-motion/stages.ts';
import type { Lab } from '../lab/store.ts';
import { gradientsAt, type Lengths } from './gradients.ts';
import { type Counts, type Layout, layoutOf, type Player, sizesFor } from './layout.ts';
import type { UnitPlace } from './words.ts';

/** Both networks, in the order of the data. */
export const PLAYERS = ['generator', 'discriminator'] as const;

/** The layout of what there is to show, the same as long as nothing of it changes. */
export function useLayout(anatomy: Anatomy, width: number, small: boolean): Layout {
  const counts = PLAYERS.map(player => countsOf(anatomy, player));
  return useMemo(() => {
    const [generator, discriminator] = counts;
    return layoutOf({ generator, discriminator }, width, sizesFor(width, small));
  }, [JSON.stringify(counts), width, small]);
}

function countsOf(anatomy: Anatomy, player: Player): Counts {
  const { layers, inputs } = anatomy[player];
  return {
    inputs: inputs.shown.length,
    hidden: layers.slice(0, -1).map(({ shown }) => shown.length),
    outputs: layers.at(-1)!.shown.length,
  };
}

/** Of the stage that is shown, else as they were last measured. */
export function useGradients(lab: Lab, anatomy: Anatomy, stage: Stage | undefined): Record<Player, Lengths> {
  const measured = lab.client.signals.curves.value;
  return useMemo(() => {
    const of = (player: Player): Lengths => {
      if (stage?.move.player === player)
        return Object.fromEntries(stage.move.layers.map(({ name, gradient }) => [name, gradient]));
      return gradientsAt(measured, anatomy.step, player);
    };
    return { generator: of('generator'), discriminator: of('discriminator') };
  }, [measured, anatomy, stage]);
}

/** The numbers of a stage, else means over the last steps. */
export function outcomeOf(lab: Lab, stage: Stage | undefined) {
  if (stage) return { lossD: stage.lossD, lossG: stage.lossG };
  const { lossD, lossG, scoreReal, scoreFake } = lab.client.signals.metrics.peek();
  return { lossD, lossG, scoreReal, scoreFake };
}

/** Whether a unit is among those that are shown. */
export const fits = ({ player, layer, unit }: UnitPlace, layout: Layout, anatomy: Anatomy) =>
  layer < layout.networks[player].columns.length && unit < anatomy[player].layers[layer].shown.length;
