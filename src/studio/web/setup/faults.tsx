import { Button } from '../shell/controls.tsx';
import { ErrorBox } from '../shell/error-box.tsx';
import type { Bench } from './bench.ts';

const TITLES = {
  start: 'Training could not start',
  run: 'The run stopped',
  configure: 'The change was not made',
} as const;

/** What went wrong with the run of a bench, and what can be done. */
export function Faults({ bench }: { readonly bench: Bench }) {
  const { value: fault } = bench.client.signals.fault;
  const kept = bench.client.history.signals.kept.value;
  if (!fault) return null;
  const advice = fault.expected ? '' : '; if starting over does not help, reload the page';
  return (
    <ErrorBox title={TITLES[fault.during]} message={fault.message + advice}>
      {kept !== undefined && (
        <Button onClick={() => void bench.recover()}>Go on from step {kept.toLocaleString('en')}</Button>
      )}
      <Button onClick={() => bench.reset()}>Start over</Button>
    </ErrorBox>
  );
}
