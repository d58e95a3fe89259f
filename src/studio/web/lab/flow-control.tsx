import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../shell/controls.tsx';
import { animate, reducedMotion } from '../shell/motion.ts';
import type { View } from './view.ts';

const FLOW_MS = 2200;

interface FlowProps {
  readonly view: View;
  /** Of the button that begins. */
  readonly label?: string;
}

/** Lets the samples of the pictures go from their noise to where G puts them. */
export function FlowControl({ view: { flow }, label = 'Flow from z to G(z)' }: FlowProps) {
  const stop = useRef(() => {});
  const end = () => {
    stop.current();
    flow.value = undefined;
  };
  const play = () => {
    stop.current();
    flow.value = 0;
    if (reducedMotion()) return; // the slider moves it
    stop.current = animate(FLOW_MS, t => {
      flow.value = t;
    });
  };
  useEffect(() => end, []);
  const { value: t } = flow;
  if (t === undefined) return <Button onClick={play}>{label}</Button>;
  return (
    <fieldset class="row zoom-row">
      <legend class="hidden-text">Flow from noise to data</legend>
      <Button onClick={play}>Play again</Button>
      <label class="flow-way">
        <span>z</span>
        <input
          type="range"
          min={0}
          max={1}
          step={0.01}
          value={t}
          aria-label="How far from z to G(z)"
          aria-valuetext={`${Math.round(100 * t)} %`}
          onInput={event => {
            stop.current();
            flow.value = Number(event.currentTarget.value);
          }}
        />
        <span>G(z)</span>
      </label>
      <Button onClick={end}>End flow</Button>
    </fieldset>
  );
}
