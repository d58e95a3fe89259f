import type { Anatomy } from '../engine/anatomy/anatomy.ts';
import { KINDS, type Kind, numberOf, type Stage } from '../lab/slow-motion/stages.ts';
import { digits } from '../shell/chart.tsx';
import { type Lane, type Layout, laneLayer, type Player, type Spot } from './layout.ts';

interface NumbersProps {
  readonly layout: Layout;
  readonly anatomy: Anatomy;
  readonly stage: Stage;
}

/** Of a step in slow motion: where each stage takes place, and how long the gradient of each layer is. */
export function Numbers({ layout, anatomy, stage }: NumbersProps) {
  const { kind, move } = stage;
  const places = placesOf(layout);
  const moves = kind === 'ascend' || (kind === 'descend' && !move.waits);
  return (
    <>
      {KINDS.map(name => (
        <span
          key={name}
          class={name === kind ? 'badge now' : 'badge'}
          data-badge={name}
          style={at(places[name])}
          aria-hidden="true"
        >
          {numberOf(name)}
        </span>
      ))}
      {moves && <Lengths layout={layout} anatomy={anatomy} stage={stage} />}
    </>
  );
}

const at = ([x, y]: Spot) => ({ left: `${x}px`, top: `${y}px` });

/** Where the number of each stage stands. */
function placesOf({ nodes, networks, through }: Layout): Readonly<Record<Kind, Spot>> {
  const { noise, real } = nodes;
  const { generator, discriminator } = networks;
  const below = ({ spots: [[x, y]] }: Lane): Spot => [x, y + 18];
  return {
    data: [real.x, real.y],
    noise: [noise.x + 8, noise.y],
    fakes: [generator.box.x, generator.box.y],
    judge: [discriminator.box.x, discriminator.box.y],
    ascend: below(discriminator.back[0]),
    descend: below(through),
  };
}

/** The length of the gradient of each layer of the player that moves, above its lane. */
function Lengths({ layout, anatomy, stage: { move } }: NumbersProps) {
  const player = move.player as Player;
  const { back, box } = layout.networks[player];
  const { layers } = anatomy[player];
  return (
    <>
      {back.map(({ spots }, i) => {
        const { name } = laneLayer(layers, back.length, i);
        const found = move.layers.find(layer => layer.name === name);
        const [[from], [to]] = [spots.at(-2)!, spots.at(-1)!];
        const start = i === 0 && player === 'discriminator' ? layout.nodes.answer.x : from;
        return (
          found && (
            <span
              key={name}
              class={`length ${player}`}
              data-length={name}
              style={at([(start + to) / 2, box.y + box.height + 1])}
            >
              <span class="hidden-text">gradient of {name}: </span>
              {digits(found.gradient)}
            </span>
          )
        );
      })}
    </>
  );
}
