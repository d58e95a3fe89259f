import { Button } from '../shell/controls.tsx';
import { FACTOR } from './gestures.ts';
import type { View } from './view.ts';
import { enlarged, FIT, isFit } from './zoom.ts';

/** Enlarges the pictures, which move together. */
export function ZoomButtons({ view: { zoom } }: { readonly view: View }) {
  const by = (factor: number) => () => {
    zoom.value = enlarged(zoom.peek(), factor);
  };
  return (
    <fieldset class="row zoom-row">
      <legend class="hidden-text">Zoom</legend>
      <Button aria-label="Zoom in" onClick={by(FACTOR)}>
        +
      </Button>
      <Button aria-label="Zoom out" onClick={by(1 / FACTOR)}>
        −
      </Button>
      <Button
        disabled={isFit(zoom.value)}
        onClick={() => {
          zoom.value = FIT;
        }}
      >
        Fit
      </Button>
      <span class="muted small">
        {isFit(zoom.value)
          ? 'Click a picture, then scroll, drag or press + − 0 and arrows; pinch on a touch screen.'
          : `${Number(zoom.value.scale.toPrecision(2))} ×`}
      </span>
    </fieldset>
  );
}
