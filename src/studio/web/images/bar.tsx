import { imagesPerStep } from '../../../train/config.ts';
import { Button } from '../shell/controls.tsx';
import type { Images } from './store.ts';

/** Run, pause, step, and how far the run is. */
export function Bar({ images }: { readonly images: Images }) {
  const { client } = images;
  const { status, step, scene } = client.signals;
  const running = status.value === 'running';
  const ready = running || status.value === 'paused';
  return (
    <section class="bar panel" aria-label="Run">
      <div class="row">
        <Button kind="primary" disabled={!ready} onClick={() => (running ? client.pause() : client.run())}>
          {running ? 'Pause' : 'Run'}
        </Button>
        <Button disabled={!ready} onClick={() => client.step(1)}>
          1 step
        </Button>
        <Button disabled={!ready} onClick={() => client.step(10)}>
          10 steps
        </Button>
        <Button disabled={status.value === 'starting'} onClick={() => images.reset()}>
          {scene.value && !scene.value.run ? 'Train again' : 'Reset'}
        </Button>
      </div>
      <div class="where" data-step={step.value}>
        <output class="step">{step.value.toLocaleString('en')}</output>
        <span class="muted"> steps</span>
        <span class="pace below muted small">{running && <Speed images={images} />}</span>
      </div>
      <p class="muted small note" role="status">
        {images.note.value}
      </p>
    </section>
  );
}

/** Steps and images a second, and when the recipe's steps are done. */
function Speed({ images }: { readonly images: Images }) {
  const { stepsPerSecond, step } = images.client.signals;
  const config = images.config.value;
  const speed = stepsPerSecond.value;
  if (speed === 0) return null;
  const left = (config.steps - step.value) / speed;
  const seen = Math.round(speed * imagesPerStep(config)).toLocaleString('en');
  const end = left > 0 ? `; ${config.steps.toLocaleString('en')} in ${duration(left)}` : '';
  return <>{`${speed.toPrecision(speed < 10 ? 2 : 3)} a second, ${seen} images a second${end}`}</>;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
