import type { ReadonlySignal } from '@preact/signals';
import { type Finding, openFindings } from '../../../train/monitor/monitor.ts';
import type { Remedy } from '../../../train/monitor/remedies.ts';
import { titles } from '../../../train/monitor/signs/index.ts';
import type { Refusal } from '../setup/bench.ts';
import { Button } from '../shell/controls.tsx';

/** A run with a monitor, and a setup that takes remedies. */
interface Watched {
  readonly client: {
    readonly signals: {
      readonly findings: ReadonlySignal<readonly Finding[]>;
      readonly advice: ReadonlySignal<readonly string[]>;
      readonly step: ReadonlySignal<number>;
    };
  };
  readonly refusal: ReadonlySignal<Refusal | undefined>;
  apply(remedy: Remedy): Promise<boolean>;
}

/** What the monitor sees, with a button for each remedy; and what is doubtful about the setup. */
export function Diagnosis({ lab }: { readonly lab: Watched }) {
  const { findings, advice, step } = lab.client.signals;
  const open = openFindings(findings.value);
  const refused = lab.refusal.value?.path === 'remedy' ? lab.refusal.value.message : undefined;
  return (
    <section class="panel stack" aria-label="Diagnosis">
      <h2>Diagnosis</h2>
      {open.length === 0 && (
        <p class="muted">{step.value < 200 ? 'Watching from step 200 on.' : 'No sign of trouble.'}</p>
      )}
      {open.map(finding => (
        <div key={finding.kind} class={`notice ${finding.severity === 'serious' ? 'bad' : 'warn'}`}>
          <h3>{capital(titles[finding.kind])}</h3>
          <p>
            {finding.sentence} <span class="muted">(step {finding.step.toLocaleString('en')})</span>
          </p>
          {finding.remedies.length > 0 && (
            <div class="row">
              <span class="muted">Try</span>
              {finding.remedies.map(remedy => (
                <Button key={remedy.flags} onClick={() => void lab.apply(remedy)}>
                  <code>{remedy.flags}</code>
                </Button>
              ))}
            </div>
          )}
        </div>
      ))}
      {refused && <p class="fault">{refused}</p>}
      {advice.value.map(sentence => (
        <p key={sentence} class="notice warn">
          {sentence}
        </p>
      ))}
    </section>
  );
}

const capital = (text: string) => text[0].toUpperCase() + text.slice(1);
