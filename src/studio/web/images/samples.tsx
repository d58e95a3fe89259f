import { useEffect } from 'preact/hooks';
import { Button } from '../shell/controls.tsx';
import { dragFrom } from './drag.ts';
import type { Explorer, Slot } from './explorer.ts';
import { Grid } from './grid.tsx';
import type { Images } from './store.ts';

/** Generated samples on fixed noise, real ones beside them, and the way that the grid has come. */
export function Samples({ images, explorer }: { readonly images: Images; readonly explorer: Explorer }) {
  const { scene, status, leaves } = images.client.signals;
  const leaf = images.leaf.value;
  const newest = leaves.value.at(-1);
  useEffect(() => {
    if (newest) images.client.drawn();
  }, [newest]);
  if (!scene.value)
    return status.value === 'starting' ? (
      <p class="loading">Loading runtime and images, compiling the game…</p>
    ) : null;
  const { shape, reals } = scene.value;
  const { kind, index } = images.chosen.value;
  const choose = (of: 'real' | 'fake') => (i: number) => {
    images.chosen.value = { kind: of, index: i };
  };
  return (
    <>
      <div class="image-grids">
        <Grid
          title={`Generated, step ${(leaf?.step ?? 0).toLocaleString('en')}`}
          bytes={leaf?.bytes ?? new Uint8Array(reals.length)}
          shape={shape}
          chosen={kind === 'fake' ? index : undefined}
          onChoose={choose('fake')}
          nameOf={i => `sample ${i + 1}`}
          onGrab={(event, i) =>
            dragFrom(event, {
              element: event.currentTarget as HTMLElement,
              onDrop: slot => explorer.put(slot as Slot, explorer.sample(i)),
            })
          }
        />
        <Grid
          title="Real"
          bytes={reals}
          shape={shape}
          chosen={kind === 'real' ? index : undefined}
          onChoose={choose('real')}
          nameOf={i => `real image ${i + 1}`}
        />
      </div>
      <Timeline images={images} />
    </>
  );
}

/** The grids of before: the same noise, less trained. */
function Timeline({ images }: { readonly images: Images }) {
  const { leaves } = images.client.signals;
  const all = leaves.value;
  const leaf = images.leaf.value;
  const last = all.length - 1;
  if (!leaf || last < 1) return null;
  const at = all.indexOf(leaf);
  return (
    <div class="row image-time">
      <input
        type="range"
        min={0}
        max={last}
        step={1}
        value={at}
        aria-label="Grid over time"
        aria-valuetext={`step ${leaf.step}`}
        onInput={event => {
          const i = Number(event.currentTarget.value);
          images.at.value = i === last ? undefined : all[i].step;
        }}
      />
      <Button
        kind="quiet"
        disabled={images.at.value === undefined}
        onClick={() => {
          images.at.value = undefined;
        }}
      >
        Newest
      </Button>
    </div>
  );
}
