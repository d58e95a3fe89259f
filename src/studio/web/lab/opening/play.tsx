import { objective } from '../../../../gan/objectives/index.ts';
import { openFindings } from '../../../../train/monitor/monitor.ts';
import { Term } from '../../glossary/term.tsx';
import { Button, Segmented } from '../../shell/controls.tsx';
import type { Pair } from '../compare/pair.ts';
import type { Lab } from '../store.ts';
import { SPEEDS } from './speeds.ts';
import { storyOf } from './story.ts';

/** One large button, how fast, and how the run is going. */
export function Play({ pair }: { readonly pair: Pair }) {
  const lab = pair.a;
  const { status, step } = lab.client.signals;
  const running = status.value === 'running';
  const ready = running || status.value === 'paused';
  return (
    <section class="play stack" aria-label="Run">
      <div class="row">
        <Button
          kind="primary"
          large
          disabled={!ready}
          title="Space does the same"
          onClick={() => pair.toggle()}
        >
          <Icon running={running} />
          {running ? 'Pause' : 'Play'}
        </Button>
        <Button disabled={!ready} onClick={() => pair.again()}>
          Start over
        </Button>
        <Segmented
          label="Speed"
          value={speedOf(lab.view.speed.value)}
          options={SPEEDS.map(({ name }) => ({ value: name, label: name }))}
          onChange={name => {
            lab.view.speed.value = SPEEDS.find(speed => speed.name === name)!.perSecond;
          }}
        />
      </div>
      <p class="story" role="status">
        {story(lab)}
      </p>
      <p class="where muted small" data-step={step.value}>
        {step.value.toLocaleString('en')}{' '}
        <Term of="step">training {step.value === 1 ? 'step' : 'steps'}</Term>
      </p>
    </section>
  );
}

const speedOf = (perSecond: number) =>
  (SPEEDS.find(speed => perSecond <= speed.perSecond) ?? SPEEDS.at(-1)!).name;

function story({ client, config }: Lab): string {
  const { status, step, quality, metrics, findings } = client.signals;
  if (status.value === 'starting' || status.value === 'empty') return 'Getting ready…';
  if (status.value === 'failed') return 'The run stopped; the message says why.';
  const critic = objective(config.value.objective).critic === true;
  const signs = openFindings(findings.value).map(({ kind }) => kind);
  return storyOf({ step: step.value, quality: quality.value, metrics: metrics.value, critic, signs });
}

function Icon({ running }: { readonly running: boolean }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path d={running ? 'M3 2h3.5v12H3zM9.5 2H13v12H9.5z' : 'M3 1.5 14 8 3 14.5z'} fill="currentColor" />
    </svg>
  );
}
