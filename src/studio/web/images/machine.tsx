import { useGpuFault } from '../lab/machine.tsx';
import { Select } from '../shell/controls.tsx';
import type { Images } from './store.ts';

const DEVICES = [
  { value: 'auto', label: 'WebGPU where there is a graphics card, else WASM' },
  { value: 'wasm', label: 'WASM: the processor' },
  { value: 'webgpu', label: 'WebGPU' },
] as const;

/** What is trained on what, and the choice of the device. */
export function Machine({ images }: { readonly images: Images }) {
  const { scene, engine, compileMs } = images.client.signals;
  const { device } = images.config.value;
  const fault = useGpuFault(device === 'webgpu');
  if (!scene.value?.run) return null;
  const { source, run } = scene.value;
  const { weights, size } = run;
  const count = Number.isFinite(size) ? `${size.toLocaleString('en')} images` : 'Images without end';
  return (
    <section class="panel stack" aria-label="Machine">
      <h2>What runs</h2>
      <p class="muted">
        {count} of {images.ownWords ? 'yours' : source}; {weights.generator.toLocaleString('en')} weights in
        G, {weights.discriminator.toLocaleString('en')} in D, on {engine.value}; ready in{' '}
        {(compileMs.value / 1000).toFixed(1)} s.{' '}
        {crossOriginIsolated ? '' : 'This page has no shared memory, so there is one thread.'}
      </p>
      <Select
        label="Runs on"
        value={device}
        options={DEVICES}
        fault={fault}
        hint="Begins anew. The same seed leads to a run that is alike, but not to the last digit."
        onChange={value => void images.set('device', value)}
      />
    </section>
  );
}
