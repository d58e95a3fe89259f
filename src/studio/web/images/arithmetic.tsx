import { useEffect, useState } from 'preact/hooks';
import { Button } from '../shell/controls.tsx';
import { type Explorer, SLOTS, type Slot } from './explorer.ts';
import type { Scene } from './messages.ts';
import { PATH } from './points.ts';
import type { Images } from './store.ts';
import { Tile } from './tile.tsx';

const FRAME_MS = 150;

interface ArithmeticProps {
  readonly images: Images;
  readonly explorer: Explorer;
  readonly scene: Scene;
}

const SIGNS: Readonly<Record<Slot, string>> = { A: '', B: '−', C: '+' };

/** Samples that are put into places: the way from A to B, and A − B + C. */
export function Arithmetic({ images, explorer, scene }: ArithmeticProps) {
  const { shape, latent, classes } = scene;
  const pictures = explorer.pictures.value;
  const slots = explorer.slots.value;
  const fake = images.chosen.value.kind === 'fake';
  const put = (slot: Slot) => {
    const point = explorer.point.peek();
    if (point) explorer.put(slot, point);
  };
  return (
    <section class="panel stack" aria-label="Paths and arithmetic">
      <h2>Paths and arithmetic</h2>
      <p class="muted small">
        Drag samples from the grid into A, B and C (on a touch screen choose one first), or put the chosen one
        there by the buttons.
      </p>
      <div class="slots">
        {SLOTS.map(slot => (
          <figure key={slot} class="slot" data-slot={slot}>
            {SIGNS[slot] && <span class="sign">{SIGNS[slot]}</span>}
            <div class="place">
              {slots[slot] ? <Tile bytes={pictures[slot]} shape={shape} label={`sample in ${slot}`} /> : slot}
            </div>
            <figcaption>
              <Button disabled={!fake} onClick={() => put(slot)}>
                Put into {slot}
              </Button>
            </figcaption>
          </figure>
        ))}
        <figure class="slot result">
          <span class="sign">=</span>
          <div class="place">
            {slots.A && slots.B && slots.C ? (
              <Tile bytes={pictures['sum']} shape={shape} label="A − B + C" />
            ) : (
              '?'
            )}
          </div>
          <figcaption>A − B + C</figcaption>
        </figure>
      </div>
      {classes && (
        <p class="muted small">
          Only z is mixed, classes are not: A − B + C is of A’s class, the way to B of A’s class in its first
          half and of B’s in its second.
        </p>
      )}
      {latent.distribution === 'normal' && (
        <p class="muted small">
          A − B + C of three independent z is typically √3 times as long as one of them; it is brought back to
          the length √{latent.dim}, which is typical of the noise here.
        </p>
      )}
      {slots.A && slots.B && (
        <Path pictures={pictures} shape={shape} spherical={latent.distribution === 'normal'} />
      )}
      {Object.keys(slots).length > 0 && (
        <div class="row">
          <Button kind="quiet" onClick={() => explorer.empty()}>
            Empty all
          </Button>
        </div>
      )}
    </section>
  );
}

interface PathProps {
  readonly pictures: Readonly<Record<string, Uint8Array>>;
  readonly shape: readonly number[];
  readonly spherical: boolean;
}

/** The images on the way, side by side, and one after another. */
function Path({ pictures, shape, spherical }: PathProps) {
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => setAt(now => (now + 1) % (2 * PATH - 2)), FRAME_MS);
    return () => clearInterval(timer);
  }, [playing]);
  const place = at < PATH ? at : 2 * PATH - 2 - at; // there and back
  return (
    <div class="stack">
      <h3>From A to B</h3>
      <ol class="strip path">
        {Array.from({ length: PATH }, (_, i) => (
          <li key={i} class={i === place ? 'now' : undefined}>
            <Tile bytes={pictures[`path${i}`]} shape={shape} label={`${i} of ${PATH - 1} of the way`} />
          </li>
        ))}
      </ol>
      <div class="row">
        <div class="moving">
          <Tile bytes={pictures[`path${place}`]} shape={shape} label="on the way from A to B" />
        </div>
        <Button onClick={() => setPlaying(!playing)}>{playing ? 'Stop' : 'Play'}</Button>
        <input
          class="way"
          type="range"
          min={0}
          max={PATH - 1}
          step={1}
          value={place}
          aria-label="Way from A to B"
          onInput={event => {
            setPlaying(false);
            setAt(Number(event.currentTarget.value));
          }}
        />
      </div>
      <p class="muted small">
        {spherical
          ? 'Along a great circle: the mass of normal noise lies near a sphere, which a straight line would leave.'
          : 'Along the straight line: a cube of uniform noise holds it.'}{' '}
        Where G has learned a law and not single images, all on the way are good.
      </p>
    </div>
  );
}
