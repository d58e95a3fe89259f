import { useState } from 'preact/hooks';
import type { Client } from '../../packages/client/src/types.ts';
import { Seed } from './controls.tsx';
import { Fault } from './fault.tsx';
import { useLatest } from './latest.ts';
import { FRAMES, type Look, way } from './look.ts';
import { Save, Shown } from './picture.tsx';

/** Pictures in the strip: each third frame. */
const EVERY = 3;

/** The way from the first sample of the seed to that of another. */
export function Way({ client, look }: { readonly client: Client; readonly look: Look }) {
  const [to, setTo] = useState(look.seed + 1);
  const [frame, setFrame] = useState(0);
  const [drawn, fault] = useLatest(
    async () => ({ from: look.seed, end: to, samples: await way(client, look, to) }),
    [look, to],
  );
  const { from, end, samples } = drawn ?? { from: look.seed, end: to };
  const places = Array.from({ length: FRAMES / EVERY + 1 }, (_, i) => i * EVERY);
  return (
    <section class="panel stack" aria-labelledby="way">
      <h2 id="way">
        From seed {from} to seed {end}
      </h2>
      <Seed label="Seed at the end" seed={to} change={setTo} />
      <Fault error={fault} />
      {samples && (
        <>
          <Shown picture={samples.at(frame)} label={`Frame ${frame} of ${FRAMES}`} />
          <div class="field">
            <label for="frame">Place on the way</label>
            <input
              id="frame"
              type="range"
              min="0"
              max={FRAMES}
              value={frame}
              onInput={event => setFrame(event.currentTarget.valueAsNumber)}
            />
          </div>
          <div class="strip" aria-hidden="true">
            {places.map(place => (
              <Shown key={place} picture={samples.at(place)} label="" />
            ))}
          </div>
          <div class="row">
            <Save
              what="the way"
              name={`seed-${from}-to-${end}.png`}
              png={() => samples.grid({ columns: FRAMES + 1 }).png()}
            />
          </div>
        </>
      )}
    </section>
  );
}
