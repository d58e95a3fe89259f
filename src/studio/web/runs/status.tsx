import type { RunLine } from '../../protocol.ts';
import { count, duration, isBusy, STATUS } from './words.ts';

/** How far a run is, and whether it goes on. */
export function Status({ run }: { readonly run: RunLine }) {
  const { status, step, steps, pace } = run;
  if (status === 'unreadable') return <span class={`state ${status}`}>{STATUS[status]}</span>;
  return (
    <span class="run-status">
      <span class={`state ${status}`}>{STATUS[status]}</span>
      <progress
        max={steps}
        value={Math.min(step, steps)}
        aria-label={`${run.id}: ${count(step)} of ${count(steps)} steps`}
        class={isBusy(run) ? 'busy' : undefined}
      />
      <span class="small muted">
        {count(step)} of {count(steps)} steps
        {pace && `, ${count(Math.round(pace.imagesPerSecond))} images/s, ${duration(pace.secondsLeft)} left`}
      </span>
    </span>
  );
}
