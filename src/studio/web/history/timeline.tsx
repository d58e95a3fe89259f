import type { ReadonlySignal } from '@preact/signals';
import type { HistoryClient } from '../engine/history-client.ts';
import { Button } from '../shell/controls.tsx';
import { Scrubber } from '../shell/scrubber.tsx';
import './history.css';

export interface TimelineProps {
  readonly history: HistoryClient;
  /** The step that is shown. */
  readonly step: ReadonlySignal<number>;
}

const count = (step: number) => step.toLocaleString('en');

/** Goes back through the run: while another moment than now is shown, the run waits. */
export function Timeline({ history, step }: TimelineProps) {
  const { moments, visit } = history.signals;
  const now = visit.value?.now ?? step.value;
  const places = [...moments.value.filter(moment => moment < now), now];
  if (places.length < 2) return null;
  const last = places.length - 1;
  const at = visit.value ? places.findLastIndex(place => place <= visit.value!.step) : last;
  return (
    <div class="history-line">
      <Scrubber
        label="Moment of the run"
        last={last}
        at={at}
        text={`step ${count(places[at])}${visit.value ? '' : ', now'}`}
        onInput={place => history.visit(places[place], now)}
      />
      {visit.value ? (
        <>
          <span class="small" role="status">
            Step {count(visit.value.step)}; the run waits at {count(now)}
          </span>
          <Button onClick={() => history.branch()}>Continue from here</Button>
          <Button kind="quiet" onClick={() => history.return()}>
            Back to now
          </Button>
        </>
      ) : (
        <span class="small muted">Drag to go back through the run</span>
      )}
    </div>
  );
}
