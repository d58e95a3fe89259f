import { useComputed } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { objective } from '../../../gan/objectives/index.ts';
import type { Anatomy } from '../engine/anatomy/anatomy.ts';
import type { Scene } from '../engine/messages.ts';
import { Term } from '../glossary/term.tsx';
import type { Stage } from '../lab/slow-motion/stages.ts';
import type { Lab } from '../lab/store.ts';
import { dark } from '../shell/theme.ts';
import { Flows } from './all-flows.tsx';
import { usePlace } from './board.ts';
import './diagram.css';
import { flowsOf } from './flows.ts';
import { Follow, marksOf } from './follow.tsx';
import { fits, outcomeOf, PLAYERS, useGradients, useLayout } from './given.ts';
import { type Layout, type Player, sizesFor } from './layout.ts';
import { isLit } from './lit.ts';
import { Answer, Cloud } from './nodes.tsx';
import { Numbers } from './numbers.tsx';
import { Opened } from './opened.tsx';
import { palette } from './palette.ts';
import { Sheet } from './sheet.tsx';
import { styleOf } from './unit.tsx';
import { Units } from './units.tsx';
import { Verdict } from './verdict.tsx';
import type { UnitPlace } from './words.ts';

export interface DiagramProps {
  readonly lab: Lab;
  /** Whether it is small and speaks in words. */
  readonly small?: boolean;
}

/** Both networks at work: noise becomes samples, D judges them, and gradients come back. */
export function Diagram({ lab, small = false }: DiagramProps) {
  const { place, width, seen } = usePlace();
  const sizes = sizesFor(width, small);
  const { anatomy, scene, status } = lab.client.signals;
  useEffect(() => {
    lab.units.value = seen && width > 0 ? sizes.rows : undefined;
  }, [lab, seen, width > 0, sizes.rows]);
  useEffect(
    () => () => {
      lab.units.value = undefined;
      lab.followed.value = undefined;
    },
    [lab],
  );
  const ready = width > 0 && anatomy.value && scene.value;
  return (
    <div class="diagram-place" ref={place}>
      {ready ? (
        <Board
          lab={lab}
          anatomy={anatomy.value!}
          scene={scene.value!}
          width={width}
          small={small}
          stage={lab.view.stage.value}
          moves={seen && (status.value === 'running' || lab.view.stage.value !== undefined)}
        />
      ) : (
        <div class="diagram-waiting" />
      )}
    </div>
  );
}

interface BoardProps {
  readonly lab: Lab;
  readonly anatomy: Anatomy;
  readonly scene: Scene;
  readonly width: number;
  readonly small: boolean;
  /** The stage of slow motion that it shows. */
  readonly stage: Stage | undefined;
  readonly moves: boolean;
}

/** Room for words and symbols, in pixels. */
const SYMBOLS = 700;

function Board({ lab, anatomy, scene, width, small, stage, moves }: BoardProps) {
  const layout = useLayout(anatomy, width, small);
  const colors = useMemo(palette, [dark.value]);
  const [open, setOpen] = useState<UnitPlace>();
  const critic = objective(lab.config.value.objective).critic === true;
  const gradients = useGradients(lab, anatomy, stage);
  const kind = stage?.kind;
  const flows = useMemo(
    () => flowsOf({ layout, anatomy, gradients, colors, kind }),
    [layout, anatomy, gradients, colors, kind],
  );
  const sample = useComputed(() => lab.client.signals.picture.value?.followed); // nothing, while none is followed
  const marks = marksOf(sample.value, anatomy);
  const shown = open && fits(open, layout, anatomy) ? open : undefined;
  const close = () => {
    document.querySelector<HTMLElement>('.diagram .unit[aria-expanded="true"]')?.focus();
    setOpen(undefined);
  };
  const cloud = { lab, scene, colors, stage };
  const wordy = (word: string, symbol: string) => (small || width < SYMBOLS ? word : `${word} ${symbol}`);
  return (
    <>
      <fieldset
        class="diagram"
        aria-label="The two networks: noise, generator, samples, discriminator. Arrow keys go from unit to unit, Enter opens one."
        data-step={anatomy.step}
        style={{ height: `${layout.height}px` }}
      >
        {PLAYERS.map(player => (
          <Network key={player} player={player} layout={layout} dim={!isLit(player, kind)} small={small} />
        ))}
        <Sheet layout={layout} anatomy={anatomy} colors={colors} kind={kind} />
        <Flows layout={layout} flows={flows} moves={moves} />
        <Cloud
          {...cloud}
          name="noise"
          title={wordy('noise', 'z')}
          box={layout.nodes.noise}
          dim={!isLit('noise', kind)}
          mark={marks.generator}
        />
        <Cloud
          {...cloud}
          name="real"
          title={wordy('real', 'x')}
          box={layout.nodes.real}
          dim={!isLit('real', kind)}
        />
        <Cloud
          {...cloud}
          name="generated"
          title={wordy('generated', 'G(z)')}
          box={layout.nodes.generated}
          dim={!isLit('generated', kind)}
          mark={marks.discriminator}
        />
        <Units layout={layout} anatomy={anatomy} marks={marks} open={shown} onOpen={setOpen} kind={kind} />
        <Answer
          lab={lab}
          anatomy={anatomy}
          colors={colors}
          title={small ? 'guess' : 'D(x)'}
          box={layout.nodes.answer}
          dim={!isLit('answer', kind)}
          mark={marks.discriminator}
        />
        <Verdict
          box={layout.nodes.verdict}
          outcome={{ ...outcomeOf(lab, stage), critic }}
          small={small}
          dim={!isLit('verdict', kind)}
        />
        {stage && <Numbers layout={layout} anatomy={anatomy} stage={stage} />}
      </fieldset>
      {shown && <Opened place={shown} anatomy={anatomy} colors={colors} onClose={close} />}
      {!stage && (
        <div class="diagram-foot">
          <Follow lab={lab} sample={sample.value} critic={critic} />
          <p class="muted small">
            Squares: what a unit (neuron) answers to every input; click one. Lines: weights,{' '}
            <span class="plus">positive</span> or <span class="minus">negative</span>. Dashed: the corrections
            that both networks get, their <Term of="gradient">gradients</Term>; the wider, the larger.
          </p>
        </div>
      )}
    </>
  );
}

interface NetworkProps {
  readonly player: Player;
  readonly layout: Layout;
  readonly dim: boolean;
  readonly small: boolean;
}

function Network({ player, layout, dim, small }: NetworkProps) {
  const { box } = layout.networks[player];
  return (
    <div class={`network ${player}${dim ? ' dim' : ''}`} style={styleOf(box)}>
      <span class="network-name">{small ? player : `${player} ${player[0].toUpperCase()}`}</span>
    </div>
  );
}
