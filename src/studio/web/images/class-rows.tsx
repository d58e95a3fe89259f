import { Button } from '../shell/controls.tsx';
import { type Classes, type Row, SORTED } from './classes.ts';
import type { Scene } from './messages.ts';
import { Tile } from './tile.tsx';

interface ClassRowsProps {
  readonly classes: Classes;
  readonly scene: Scene;
}

/** Generated samples by class, the clearest first, and how often G makes each class. */
export function ClassRows({ classes, scene }: ClassRowsProps) {
  const learning = classes.learning.value;
  return (
    <section class="panel stack" aria-label="Classes">
      <h2>Class by class</h2>
      {learning.state === 'none' || learning.state === 'failed' ? (
        <>
          <p class="muted small">
            A small classifier learns the classes of the training images, in about half a minute beside the
            run, and sorts {SORTED} samples: a class that G leaves out is seen at once.
          </p>
          <div class="row">
            <Button onClick={() => classes.learn()}>Sort the samples by class</Button>
          </div>
        </>
      ) : (
        <p class="muted small" role="status">
          {learning.state === 'learning'
            ? `Learning to tell the classes: ${Math.round(100 * learning.share)} %`
            : `Told by a classifier that is right about ${percent(learning.accuracy)} of ${learning.heldOut.toLocaleString('en')} images that it has not seen. Beside each class: its share of ${SORTED} samples, and of the training images.`}
        </p>
      )}
      {classes.fault.value && (
        <p class="fault" role="alert">
          {classes.fault.value}
        </p>
      )}
      {classes.rows.value.length > 0 && (
        <div class="class-rows">
          {classes.rows.value.map(row => (
            <ClassRow key={row.name} row={row} shape={scene.shape} />
          ))}
        </div>
      )}
    </section>
  );
}

interface ClassRowProps {
  readonly row: Row;
  readonly shape: readonly number[];
}

function ClassRow({ row: { name, share, trueShare, samples }, shape }: ClassRowProps) {
  const scarce = share < trueShare / 4;
  return (
    <div class="class-row">
      <span class="name">{name}</span>
      <span class={scarce ? 'small scarce' : 'small'}>
        {percent(share)} <span class="muted">of {percent(trueShare)}</span>
      </span>
      <div class="strip">
        {samples.map(({ bytes, probability }, i) => (
          <Tile
            key={i}
            bytes={bytes}
            shape={shape}
            label={`${name} with probability ${probability.toFixed(2)}`}
          />
        ))}
      </div>
    </div>
  );
}

const percent = (share: number) => `${Math.round(100 * share)} %`;
