import { Button } from '../shell/controls.tsx';
import { type Classes, type Learning, SORTED, type Sorting } from './classes.ts';
import type { Scene } from './messages.ts';
import type { Row } from './sorting.ts';
import { imageAt, Tile } from './tile.tsx';

interface ClassRowsProps {
  readonly classes: Classes;
  readonly scene: Scene;
}

/** Generated samples by class, and how often G makes each, or the one asked for. */
export function ClassRows({ classes, scene }: ClassRowsProps) {
  const learning = classes.learning.value;
  const sorting = classes.sorting.value;
  return (
    <section class="panel stack" aria-label="Classes">
      <h2>Class by class</h2>
      {learning.state === 'none' || learning.state === 'failed' ? (
        <>
          <p class="muted small">
            A small classifier learns the classes of the training images, in about half a minute beside the
            run, and sorts {SORTED} samples: {scene.classes ? WORTH.conditional : WORTH.plain} is seen at
            once.
          </p>
          <div class="row">
            <Button onClick={() => classes.learn()}>Sort the samples by class</Button>
          </div>
        </>
      ) : (
        <p class="muted small" role="status">
          {learning.state === 'learning'
            ? `Learning to tell the classes: ${Math.round(100 * learning.share)} %`
            : `${toldBy(learning)} Beside each class: ${scene.classes ? SHARES.conditional : SHARES.plain}.`}
        </p>
      )}
      {classes.fault.value && (
        <p class="fault" role="alert">
          {classes.fault.value}
        </p>
      )}
      {sorting && (
        <div class="class-rows">
          {sorting.rows.map(row => (
            <ClassRow key={row.label} row={row} sorting={sorting} scene={scene} />
          ))}
        </div>
      )}
    </section>
  );
}

/** What sorting shows, and what the numbers are: of any G, and of one that is asked for classes. */
const WORTH = {
  plain: 'a class that G leaves out',
  conditional: 'a class that G mistakes for another',
} as const;
const SHARES = {
  plain: `its share of ${SORTED} samples, and of the training images`,
  conditional: 'the share of the samples asked for that the classifier takes for it; the others are marked',
} as const;

const toldBy = ({ accuracy, heldOut }: Learning & { state: 'learned' }) =>
  `Told by a classifier that is right about ${percent(accuracy)} of ${heldOut.toLocaleString('en')} images that it has not seen.`;

/** Shares that catch the eye: of its place in the data, or of the samples asked for. */
const [SCARCE, MISTAKEN] = [1 / 4, 1 / 2];

interface ClassRowProps {
  readonly row: Row;
  readonly sorting: Sorting;
  readonly scene: Scene;
}

function ClassRow({ row: { label, share, samples }, sorting, scene: { shape, classes } }: ClassRowProps) {
  const { names, trueShares, bytes } = sorting;
  const poor = share < (classes ? MISTAKEN : SCARCE * trueShares[label]);
  return (
    <div class="class-row">
      <span class="name">{names[label]}</span>
      <span class={poor ? 'small scarce' : 'small'}>
        {percent(share)} {!classes && <span class="muted">of {percent(trueShares[label])}</span>}
      </span>
      <div class="strip">
        {samples.map(({ index, taken, probability }) => (
          <span key={index} class={taken === label ? undefined : 'mistaken'}>
            <Tile
              bytes={imageAt(bytes, shape, index)}
              shape={shape}
              label={`${names[taken]} with probability ${probability.toFixed(2)}`}
            />
          </span>
        ))}
      </div>
    </div>
  );
}

const percent = (share: number) => `${Math.round(100 * share)} %`;
