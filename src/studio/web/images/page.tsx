import { useEffect, useMemo } from 'preact/hooks';
import '../lab/lab.css';
import { Button } from '../shell/controls.tsx';
import { ErrorBox } from '../shell/error-box.tsx';
import { Bar } from './bar.tsx';
import './images.css';
import { Panel } from './panel.tsx';
import { Samples } from './samples.tsx';
import { Images } from './store.ts';

/** Train on images, and look into what was learned. */
export function Page() {
  const images = useMemo(() => new Images(), []);
  useEffect(() => {
    void images.open();
    return () => images.dispose();
  }, [images]);
  return (
    <div class="lab">
      <h1 class="hidden-text">Images</h1>
      <Panel images={images} />
      <div class="lab-main stack">
        <Bar images={images} />
        <Faults images={images} />
        <section class="panel stack" aria-label="Samples">
          <Samples images={images} />
        </section>
        <Machine images={images} />
      </div>
    </div>
  );
}

const TITLES = {
  start: 'The game could not be started',
  run: 'The run stopped',
  configure: 'The change was not taken over',
} as const;

function Faults({ images }: { readonly images: Images }) {
  const { value: fault } = images.client.signals.fault;
  if (!fault) return null;
  const advice = fault.expected ? '' : '; if starting anew does not help, reload the page';
  return (
    <ErrorBox title={TITLES[fault.during]} message={fault.message + advice}>
      <Button onClick={() => images.reset()}>Start anew</Button>
    </ErrorBox>
  );
}

function Machine({ images }: { readonly images: Images }) {
  const { scene, engine, compileMs } = images.client.signals;
  if (!scene.value) return null;
  const { weights, size, source } = scene.value;
  const count = Number.isFinite(size) ? `${size.toLocaleString('en')} images` : 'Images without end';
  return (
    <section class="panel" aria-label="Machine">
      <h2>What runs</h2>
      <p class="muted">
        {count} of {source}; {weights.generator.toLocaleString('en')} weights in G,{' '}
        {weights.discriminator.toLocaleString('en')} in D, on {engine.value}; ready in{' '}
        {(compileMs.value / 1000).toFixed(1)} s.{' '}
        {crossOriginIsolated ? '' : 'This page has no shared memory, so there is one thread.'}
      </p>
    </section>
  );
}
