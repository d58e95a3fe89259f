import { useState } from 'preact/hooks';
import { pictureOf } from '../../packages/client/src/picture.ts';
import type { Client } from '../../packages/client/src/types.ts';
import { samplePicture } from '../image/picture.ts';
import { Controls } from './controls.tsx';
import { Fault } from './fault.tsx';
import { useLatest } from './latest.ts';
import { draw, FIRST } from './look.ts';
import { Save, Shown } from './picture.tsx';

const COUNT = 2000;

/** A scatter plot, of one number a histogram. */
export function Points({ client }: { readonly client: Client }) {
  const [look, setLook] = useState(FIRST);
  const [drawn, fault] = useLatest(async () => {
    const { samples } = await draw(client, look, COUNT);
    const picture = pictureOf(() => samplePicture(client.info, samples.tensor.data));
    return { picture, seed: look.seed };
  }, [look]);
  return (
    <main class="page">
      <section class="panel stack" aria-labelledby="samples">
        <h2 id="samples">{COUNT.toLocaleString('en')} samples</h2>
        <Controls client={client} look={look} change={setLook} />
        <Fault error={fault} />
        {drawn && <Shown picture={drawn.picture} label={`Samples of seed ${drawn.seed}`} />}
        {drawn && (
          <div class="row">
            <Save what="it" name={`seed-${drawn.seed}.png`} png={() => drawn.picture.png()} />
          </div>
        )}
      </section>
    </main>
  );
}
