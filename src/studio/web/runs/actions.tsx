import { useState } from 'preact/hooks';
import type { RunLine } from '../../protocol.ts';
import { Button, NumberBox } from '../shell/controls.tsx';
import { ErrorBox, messageOf } from '../shell/error-box.tsx';
import { pauseRun, resumeRun, stopRun } from './api.ts';

const PAUSE =
  'Saves a checkpoint and ends the process, which frees its memory; Go on resumes the run exactly, also tomorrow';
const STOP = 'Saves a checkpoint, ends the process and marks the run as over';
const GO_ON = 'Resumes from the newest checkpoint, as if it had never stopped';

/** What can be done with a run now: pause it, end it, go on with it, make it longer. */
export function Actions({ run }: { readonly run: RunLine }) {
  const [waiting, setWaiting] = useState(false);
  const [fault, setFault] = useState<string>();
  const [steps, setSteps] = useState<number>();
  const { id, status } = run;
  const give = (command: Promise<unknown>) => {
    setWaiting(true);
    setFault(undefined);
    command.catch(error => setFault(messageOf(error))).finally(() => setWaiting(false));
  };
  const longer = steps ?? 2 * run.steps;
  return (
    <div class="stack">
      <div class="row">
        {status === 'training' && (
          <>
            <Button disabled={waiting} onClick={() => give(pauseRun(id))} title={PAUSE}>
              Pause
            </Button>
            <Button disabled={waiting} onClick={() => give(stopRun(id))} title={STOP}>
              Stop
            </Button>
          </>
        )}
        {status === 'stopping' && <span class="muted">It saves a checkpoint and ends.</span>}
        {(status === 'paused' || status === 'stopped' || status === 'failed') && (
          <Button
            kind={status === 'stopped' ? undefined : 'primary'}
            disabled={waiting}
            onClick={() => give(resumeRun(id))}
            title={GO_ON}
          >
            {waiting ? 'Starting…' : 'Go on'}
          </Button>
        )}
        {status === 'finished' && (
          <>
            <NumberBox label="Go on to step" value={longer} min={run.step + 1} integer onChange={setSteps} />
            <Button disabled={waiting} onClick={() => give(resumeRun(id, longer))}>
              {waiting ? 'Starting…' : 'Train longer'}
            </Button>
          </>
        )}
      </div>
      {run.message && <ErrorBox title="The run ended with an error" message={run.message} />}
      {fault && <ErrorBox title="That was not possible" message={fault} />}
    </div>
  );
}
