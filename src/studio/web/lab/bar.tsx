import { Button, Select } from '../shell/controls.tsx';
import { CompareBar } from './compare/compare.tsx';
import type { Pair } from './compare/pair.ts';
import { ModeSwitch } from './mode-switch.tsx';

const SPEEDS = [1, 10, 60, 300, Number.POSITIVE_INFINITY];
const speedText = (speed: number) =>
  speed === Number.POSITIVE_INFINITY ? 'as fast as possible' : `${speed} step${speed === 1 ? '' : 's'}/s`;

/** Run, pause, step, speed, and where the run is. */
export function Bar({ pair }: { readonly pair: Pair }) {
  const lab = pair.a;
  const { status, step, stepsPerSecond } = lab.client.signals;
  const running = status.value === 'running';
  const ready = running || status.value === 'paused';
  return (
    <section class="bar panel" aria-label="Run">
      <div class="row">
        <Button kind="primary" disabled={!ready} onClick={() => (running ? pair.pause() : pair.run())}>
          {running ? 'Pause' : 'Run'}
        </Button>
        <Button disabled={!ready} onClick={() => pair.step(1)}>
          1 step
        </Button>
        <Button disabled={!ready} onClick={() => pair.step(100)}>
          100 steps
        </Button>
        {!pair.b && (
          <Button
            disabled={!ready || lab.view.slowMotion.value}
            title="The next step, stage by stage, with its formulas and numbers"
            onClick={() => {
              lab.view.slowMotion.value = true;
            }}
          >
            Slow motion
          </Button>
        )}
        <Button disabled={!ready} onClick={() => pair.reset()}>
          Reset
        </Button>
        <CompareBar pair={pair} />
      </div>
      <div class="speed">
        <Select
          label="Speed"
          value={String(lab.view.speed.value)}
          options={SPEEDS.map(speed => ({ value: String(speed), label: speedText(speed) }))}
          onChange={value => {
            lab.view.speed.value = Number(value);
          }}
        />
      </div>
      <div class="where" data-step={step.value}>
        <output class="step">{step.value.toLocaleString('en')}</output>
        <span class="muted"> steps</span>
        <span class="pace muted">{running && paceText(stepsPerSecond.value)}</span>
      </div>
      <ModeSwitch />
    </section>
  );
}

const paceText = (perSecond: number) =>
  perSecond > 0 ? `, ${Math.round(perSecond).toLocaleString('en')} a second` : ', computing…';
