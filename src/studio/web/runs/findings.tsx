import { useState } from 'preact/hooks';
import type { Finding } from '../../../train/monitor/monitor.ts';
import { Button } from '../shell/controls.tsx';
import { ErrorBox, messageOf } from '../shell/error-box.tsx';
import { startRun } from './api.ts';
import { count, runHref } from './words.ts';

/** What the monitor said, the last first; what is over stays as history. */
export function Findings({ id, findings }: { readonly id: string; readonly findings: readonly Finding[] }) {
  if (findings.length === 0) return <p class="muted">No sign of trouble so far.</p>;
  const open = new Map(findings.map(finding => [finding.kind, finding]));
  return (
    <ol class="findings">
      {[...findings].reverse().map(finding => {
        const { kind, step, change, severity, sentence, remedies } = finding;
        const now = open.get(kind) === finding && change !== 'clears';
        return (
          <li key={`${kind} ${step} ${change}`} class={now ? severity : 'over'}>
            <p>
              <span class="muted">Step {count(step)}:</span> {sentence}
              {!now && change !== 'clears' && <span class="muted"> (later news above)</span>}
            </p>
            {now && remedies.map(remedy => <Cure key={remedy.flags} id={id} remedy={remedy} />)}
          </li>
        );
      })}
    </ol>
  );
}

interface CureProps {
  readonly id: string;
  readonly remedy: Finding['remedies'][number];
}

/** What helps, and a new run that tries it: a run that goes on cannot change its game. */
function Cure({ id, remedy }: CureProps) {
  const [waiting, setWaiting] = useState(false);
  const [fault, setFault] = useState<string>();
  const start = () => {
    setWaiting(true);
    setFault(undefined);
    startRun({ like: id, overrides: remedy.patch })
      .then(
        ({ runs: [made] }) => {
          location.hash = runHref(made.id);
        },
        error => setFault(messageOf(error)),
      )
      .finally(() => setWaiting(false));
  };
  return (
    <div class="cure small">
      <code>{remedy.flags}</code>
      <Button disabled={waiting} onClick={start}>
        {waiting ? 'Starting…' : 'New run with it'}
      </Button>
      {fault && <ErrorBox title="The run was not started" message={fault} />}
    </div>
  );
}
