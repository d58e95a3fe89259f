import { useState } from 'preact/hooks';
import type { Client } from '../../packages/client/src/types.ts';
import { Controls } from './controls.tsx';
import { directionsIn } from './explore.ts';
import { Fault } from './fault.tsx';
import { Grid } from './grid.tsx';
import { useLatest } from './latest.ts';
import { draw, FIRST } from './look.ts';
import { Chosen } from './moves.tsx';
import { Save } from './picture.tsx';
import { Points } from './points.tsx';
import { Way } from './way.tsx';

/** Pixels that a grid has at most: larger pictures are fewer. */
const [MOST_PIXELS, MOST] = [36 * 64 * 64, 36];

export function App({ client }: { readonly client: Client }) {
  const { data, step, shape } = client.info;
  return (
    <>
      <header>
        <h1>Samples of a generator</h1>
        <p class="muted">
          Trained {step.toLocaleString('en')} steps on {data} with Saddle. It runs in this page alone: nothing
          is loaded or sent.
        </p>
      </header>
      {shape.length === 3 ? <Images client={client} /> : <Points client={client} />}
    </>
  );
}

function Images({ client }: { readonly client: Client }) {
  const [look, setLook] = useState(FIRST);
  const [place, setPlace] = useState(0);
  const [height, width] = client.info.shape;
  const count = Math.max(4, Math.min(MOST, Math.floor(MOST_PIXELS / (height * width))));
  const [drawn, fault] = useLatest(() => draw(client, look, count), [look]);
  const [directions, unknown] = useLatest(() => directionsIn(client, drawn), [drawn === undefined]);
  return (
    <main class="page">
      <section class="panel stack" aria-labelledby="samples">
        <h2 id="samples">Samples</h2>
        <Controls client={client} look={look} change={setLook} />
        <Fault error={fault} />
        {drawn && <Grid client={client} drawn={drawn} place={place} choose={setPlace} />}
        {drawn && (
          <div class="row">
            <Save what="all" name={`seed-${drawn.look.seed}.png`} png={() => drawn.samples.grid().png()} />
          </div>
        )}
      </section>
      <div class="stack">
        <Fault error={unknown} />
        {drawn && (
          <Chosen
            key={`${place} ${JSON.stringify(drawn.look)}`}
            client={client}
            drawn={drawn}
            place={place}
            directions={directions}
          />
        )}
        {drawn && <Way client={client} look={look} />}
      </div>
    </main>
  );
}
