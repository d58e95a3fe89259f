import { useEffect, useState } from 'preact/hooks';
import { deviceOf, gpuFault } from '../engine/device.ts';
import { Select } from '../shell/controls.tsx';
import type { Lab } from './store.ts';

/** What computes, and the choice of it. */
export function Machine({ lab }: { readonly lab: Lab }) {
  const { scene, engine, compileMs } = lab.client.signals;
  const weights = scene.value?.weights;
  return (
    <section class="panel stack" aria-label="Machine">
      <h2>What runs</h2>
      {weights && (
        <p class="muted">
          {weights.generator.toLocaleString('en')} weights in G, {weights.discriminator.toLocaleString('en')}{' '}
          in D, on {engine.value}; ready in {(compileMs.value / 1000).toFixed(1)} s.{' '}
          {crossOriginIsolated ? '' : 'This page has no shared memory, so there is one thread.'}
        </p>
      )}
      <Device lab={lab} />
    </section>
  );
}

const SMALL =
  'For networks of this size WASM is usually faster: every operation on a graphics card has a cost of its own. ';
const BITS =
  'A change begins anew: the same seed gives a run that is alike, but not to the last digit. A checkpoint goes on under either.';

function Device({ lab }: { readonly lab: Lab }) {
  const asked = deviceOf(lab.config.value);
  const fault = useGpuFault(asked === 'webgpu');
  const options = [
    { value: 'wasm', label: 'WASM: the processor' },
    { value: 'webgpu', label: 'WebGPU: the graphics card' },
  ];
  return (
    <Select
      label="Runs on"
      value={asked}
      options={options}
      fault={fault}
      hint={SMALL + BITS}
      onChange={device => void lab.set('device', device === 'wasm' ? 'auto' : device)}
    />
  );
}

/** Asked only where it matters: browsers without an adapter write to the console. */
export function useGpuFault(asked: boolean): string | undefined {
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    if (asked) void gpuFault().then(setFault);
  }, [asked]);
  return asked ? fault : undefined;
}
