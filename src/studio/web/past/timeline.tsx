import type { ReadonlySignal } from '@preact/signals';
import type { Past } from '../engine/past.ts';
import { Button } from '../shell/controls.tsx';
import './past.css';

export interface TimelineProps {
  readonly past: Past;
  /** The step that is shown. */
  readonly step: ReadonlySignal<number>;
}

const count = (step: number) => step.toLocaleString('en');

/** Goes back through the run: while another moment than now is shown, the run waits. */
export function Timeline({ past, step }: TimelineProps) {
  const { moments, visit } = past.signals;
  const now = visit.value?.now ?? step.value;
  const places = [...moments.value.filter(moment => moment < now), now];
  if (places.length < 2) return null;
  const last = places.length - 1;
  const at = visit.value ? places.findLastIndex(place => place <= visit.value!.step) : last;
  return (
    <div class="past-line">
      <input
        type="range"
        min={0}
        max={last}
        step={1}
        value={at}
        aria-label="Moment of the run"
        aria-valuetext={`step ${count(places[at])}${visit.value ? '' : ', now'}`}
        onInput={event => past.visit(places[Number(event.currentTarget.value)], now)}
      />
      {visit.value ? (
        <>
          <span class="small" role="status">
            Step {count(visit.value.step)}; the run waits at {count(now)}
          </span>
          <Button onClick={() => past.branch()}>Continue from here</Button>
          <Button kind="quiet" onClick={() => past.return()}>
            Back to now
          </Button>
        </>
      ) : (
        <span class="small muted">Drag to go back through the run</span>
      )}
    </div>
  );
}
