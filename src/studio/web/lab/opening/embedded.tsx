import { Faults } from '../../setup/faults.tsx';
import type { Pair } from '../compare/pair.ts';
import { Pictures } from '../picture.tsx';
import { Key } from './key.tsx';
import './opening.css';
import { Play } from './play.tsx';

/** The simple view in another site: the picture, what plays it, and what it shows. */
export function EmbeddedLab({ pair }: { readonly pair: Pair }) {
  const lab = pair.a;
  return (
    <div class="simple">
      <div class="opening">
        <h1 class="hidden-text">A GAN that learns</h1>
        <div class="opening-play stack" data-content tabIndex={-1}>
          <Play pair={pair} />
        </div>
        <section class="opening-look" aria-label="Picture">
          <Pictures lab={lab} alone />
        </section>
        <div class="opening-more stack">
          <Key lab={lab} />
          {lab.note.value && (
            <p class="small muted" role="status">
              {lab.note.value}
            </p>
          )}
          <Faults bench={lab} />
        </div>
      </div>
    </div>
  );
}
