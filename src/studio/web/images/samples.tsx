import { useEffect } from 'preact/hooks';
import { Timeline } from '../past/timeline.tsx';
import { dragFrom } from './drag.ts';
import type { Explorer, Slot } from './explorer.ts';
import { Grid } from './grid.tsx';
import type { Images } from './store.ts';

/** Generated samples on fixed noise, real ones beside them, and the way that the grid has come. */
export function Samples({ images, explorer }: { readonly images: Images; readonly explorer: Explorer }) {
  const { client } = images;
  const { scene, status, picture, step } = client.signals;
  const shown = picture.value;
  useEffect(() => {
    if (shown) client.drawn();
  }, [shown]);
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
          title={`Generated, step ${step.value.toLocaleString('en')}`}
          bytes={shown ?? new Uint8Array(reals.length)}
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
      <Timeline past={client.past} step={step.value} />
    </>
  );
}
