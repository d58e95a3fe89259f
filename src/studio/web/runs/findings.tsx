import type { Finding } from '../../../train/monitor/monitor.ts';
import { count } from './words.ts';

/** What the monitor said, the last first; what is over stays as history. */
export function Findings({ findings }: { readonly findings: readonly Finding[] }) {
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
            {now && remedies.length > 0 && (
              <p class="small">
                What helps: <Remedies flags={remedies.map(remedy => remedy.flags)} />
              </p>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Remedies({ flags }: { readonly flags: readonly string[] }) {
  return (
    <>
      {flags.map((flag, i) => (
        <span key={flag}>
          {i > 0 && ' or '}
          <code>{flag}</code>
        </span>
      ))}
    </>
  );
}
