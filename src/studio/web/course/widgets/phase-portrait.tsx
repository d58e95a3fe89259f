import { useMemo } from 'preact/hooks';
import type { DynamicalSystem, State } from '../../../../theory/index.ts';
import { Arrow, Curve, Dots, Handle, Plot } from './plot.tsx';

const REACH = 2.4;
const LINES = 13;

/** Arrows of a game's field over both parameters. */
function Field({ system }: { system: DynamicalSystem }) {
  const arrows = useMemo(() => {
    const at = Array.from({ length: LINES }, (_, i) => -REACH + ((i + 0.5) * 2 * REACH) / LINES);
    const all = at.flatMap(x => at.map(y => ({ from: [x, y] as const, by: system.field([x, y]) })));
    const longest = Math.max(...all.map(({ by }) => Math.hypot(...by)));
    const size = (0.9 * 2 * REACH) / LINES;
    return all.map(({ from, by: [dx, dy] }) => {
      const length = Math.hypot(dx, dy);
      const k = length > 0 ? (size * Math.sqrt(length / longest)) / length : 0; // roots, so that short ones show
      return { from, to: [from[0] + k * dx, from[1] + k * dy] as const };
    });
  }, [system]);
  return (
    <>
      {arrows.map(({ from, to }) => (
        <Arrow key={`${from}`} from={from} to={to} kind="quiet faint" />
      ))}
    </>
  );
}

/** The plane of θ and ψ with the field, a trajectory and its start, which can be moved. */
export function PhasePortrait({
  system,
  path,
  label,
  onStart,
}: {
  system: DynamicalSystem;
  path: readonly State[];
  label: string;
  onStart: (start: State) => void;
}) {
  return (
    <Plot
      x={[-REACH, REACH]}
      y={[-REACH, REACH]}
      label={label}
      xLabel="θ: where G puts its point"
      yLabel="ψ: slope of D"
      square
      maxWidth={460}
    >
      <Field system={system} />
      <Curve f={path} kind="accent" />
      {path.length < 400 && <Dots points={path} kind="accent" size={4} />}
      <Dots points={[[0, 0]]} kind="real" size={10} />
      <Dots points={[path.at(-1)!]} kind="fake" size={9} />
      <Handle
        x={path[0][0]}
        y={path[0][1]}
        axis="both"
        step={0.05}
        label="Start"
        onMove={(x, y) => onStart([x, y])}
      />
    </Plot>
  );
}
