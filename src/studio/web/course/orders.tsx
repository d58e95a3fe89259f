import { useMemo, useState } from 'preact/hooks';
import { radius, type State } from '../../../theory/index.ts';
import { Segmented, Slider } from '../shell/controls.tsx';
import type { Dot } from '../surface/lines.ts';
import { meshOf } from '../surface/mesh.ts';
import { Surface } from '../surface/surface.tsx';
import { diracValue, playedGame } from './games.ts';
import { growth, linesOf, type Move, movesAtOnce, movesInTurn } from './walk.ts';
import { Exercise } from './widgets/exercise.tsx';
import { Box, Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { usePlay } from './widgets/play.ts';
import { PlayButtons } from './widgets/play-buttons.tsx';

const REACH = 2.3;
const LEVEL = -Math.log(4);
const STEPS = 60;
const START: State = [1, 0.5];
const NAMES = ['θ', 'ψ', 'V'] as const;

const orders = [
  { value: 'inTurn', label: 'in turn' },
  { value: 'atOnce', label: 'both at once' },
  { value: 'all', label: 'compare' },
] as const;
type Shown = (typeof orders)[number]['value'];

/** The same V under two orders of play, with friction or without. */
export function Orders() {
  const [shown, setShown] = useState<Shown>('all');
  const [h, setH] = useState(0.5);
  const [gamma, setGamma] = useState(0.06);
  const [step, setStep] = useState(STEPS);
  const play = usePlay({ step, steps: STEPS, onStep: setStep });
  const mesh = useMemo(
    () => meshOf(diracValue, { x: [-REACH, REACH], y: [-REACH, REACH], round: true, level: LEVEL }),
    [],
  );
  const walks = useMemo(() => {
    const system = playedGame('zero-centred', { gamma });
    return { inTurn: movesInTurn(system, START, STEPS, h), atOnce: movesAtOnce(system, START, STEPS, h) };
  }, [h, gamma]);
  const moves = {
    inTurn: walks.inTurn.slice(0, 2 * step),
    atOnce: walks.atOnce.slice(0, step),
  };
  const drawn = (['atOnce', 'inTurn'] as const).filter(order => shown === 'all' || shown === order);
  const dots: Dot[] = [
    { at: [0, 0], kind: 'real', size: 5 },
    ...drawn.map(
      (order): Dot => ({ at: endOf(moves[order]), kind: order === 'atOnce' ? 'accent' : 'text', size: 6 }),
    ),
  ];
  return (
    <>
      <p>
        Here is the same {tex`V`} as a surface, with the sign of the whole course: {tex`\judge{D}`} climbs{' '}
        {tex`V`} and can only move along {tex`\judge{\psi}`}; {tex`\fake{G}`} walks down {tex`V`} and can only
        move along {tex`\fake{\theta}`}. Violet moves are {tex`\judge{D}`}'s, orange moves are {tex`\fake{G}`}
        's.
      </p>
      <Figure
        controls={
          <>
            <Segmented label="Order of play" value={shown} options={orders} onChange={setShown} />
            <Slider label="step size h" min={0.05} max={1} step={0.01} value={h} onInput={setH} />
            <Slider label="penalty γ" min={0} max={0.6} step={0.01} value={gamma} onInput={setGamma} />
            <Readings
              rows={drawn.flatMap(order => [
                {
                  key: `${order}-distance`,
                  name: `distance, ${words[order]}`,
                  value: format(radius(endOf(moves[order])), 3),
                  kind: order === 'atOnce' ? 'accent' : undefined,
                },
                {
                  key: `${order}-growth`,
                  name: 'each step, times about',
                  value: format(growth(order, h, gamma), 4),
                },
              ])}
            />
          </>
        }
        caption="The blue dot is the saddle point. The bold line is the height −log 4, where neither is ahead. The shadow on the floor is the picture above."
      >
        <Keys
          of={[
            ['optimum', 'a move of D, up'],
            ['fake', 'a move of G, down'],
            ['accent', 'both at once'],
          ]}
        />
        <PlayButtons play={play} step={step} steps={STEPS} onStep={setStep} />
        <Surface
          mesh={mesh}
          level={LEVEL}
          names={NAMES}
          lines={drawn.flatMap(order => linesOf(moves[order]))}
          dots={dots}
          label={`The value V over θ and ψ, a saddle at (0, 0). ${drawn.map(order => said(order, moves[order])).join(' ')}`}
        />
      </Figure>
      <p>
        <strong>Both at once</strong>, each player reads its slope at the same place. The joint step is
        straight, a right angle to the way home, and ends farther out than it began. <strong>In turn</strong>,{' '}
        {tex`\fake{G}`} answers the {tex`\judge{D}`} that has just moved: the corner turns the step inwards by
        as much as the straight step leads out, so it goes round and neither gains nor loses.
      </p>
      <Box title="Friction decides">
        {display`\text{in turn: } \sqrt{1 - \gamma h}, \qquad \text{both at once: } \sqrt{1 - \gamma h + \tfrac{h^2}{4}}`}
        <p>
          is what a step multiplies the distance by, near the saddle. The penalty{' '}
          {tex`\tfrac{\gamma}{2} \psi^2`} on {tex`\judge{D}`} (R1) is friction: with any {tex`\gamma > 0`} the
          players in turn arrive. Both at once need more of it than the straight step loses:{' '}
          {tex`\gamma > h/4`}.
        </p>
      </Box>
      <Exercise
        id="enough-friction"
        answer={0.1}
        tolerance={0.002}
        hint="When is 1 − γh + h²/4 below 1?"
        why={tex`\gamma h > \tfrac{h^2}{4} \iff \gamma > \tfrac{h}{4} = \tfrac{0.4}{4}`}
      >
        Both move at once with {tex`h = 0.4`}. From which {tex`\gamma`} on do they come closer?
      </Exercise>
    </>
  );
}

const words = { inTurn: 'in turn', atOnce: 'both at once' } as const;

const endOf = (moves: readonly Move[]) => moves.at(-1)?.to ?? START;

function said(order: keyof typeof words, moves: readonly Move[]): string {
  const [theta, psi] = endOf(moves);
  const name = order === 'inTurn' ? 'In turn' : 'Both at once';
  const far = `${format(radius([theta, psi]), 2)} from it`;
  return `${name}: θ ${format(theta, 2)}, ψ ${format(psi, 2)}, ${far}.`;
}
