import { useState } from 'preact/hooks';
import { pictureOf } from '../../packages/client/src/picture.ts';
import type { Client } from '../../packages/client/src/types.ts';
import { samplePicture } from '../image/picture.ts';
import { Controls } from './controls.tsx';
import { useLatest } from './latest.ts';
import { draw, type Look } from './look.ts';
import { Save, Shown } from './picture.tsx';

const COUNT = 2000;

/** A scatter plot, of one number a histogram. */
export function Points({ client, first }: { readonly client: Client; readonly first: Look }) {
  const [look, setLook] = useState(first);
  const [picture, fault] = useLatest(async () => {
    const { samples } = await draw(client, look, COUNT);
    return pictureOf(() => samplePicture(client.info, samples.tensor.data));
  }, [look]);
  return (
    <main class="page">
      <section class="panel stack" aria-labelledby="samples">
        <h2 id="samples">{COUNT.toLocaleString('en')} samples</h2>
        <Controls client={client} look={look} change={setLook} />
        {fault && (
          <p class="notice bad" role="alert">
            {fault.message}
          </p>
        )}
        {picture && <Shown picture={picture} label={`Samples of seed ${look.seed}`} />}
        {picture && (
          <div class="row">
            <Save what="it" name={`seed-${look.seed}.png`} png={() => picture.png()} />
          </div>
        )}
      </section>
    </main>
  );
}
