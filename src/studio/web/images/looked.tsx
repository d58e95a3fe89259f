import { useState } from 'preact/hooks';
import { digits } from '../shell/chart.tsx';
import { Toggle } from '../shell/controls.tsx';
import { dark } from '../shell/theme.ts';
import type { Explorer, Looks } from './explorer.ts';
import { HeatMap } from './heat-map.tsx';
import type { Looked as LookedAt, NearestAnswer, RunScene, Scene } from './messages.ts';
import type { Images } from './store.ts';
import { imageAt, Tile } from './tile.tsx';

interface LookedProps {
  readonly images: Images;
  readonly explorer: Explorer;
  readonly scene: Scene;
  readonly run: RunScene;
}

/** One image, large: what D says of it, where D looks, and the training images that are nearest. */
export function Looked({ images, explorer, scene, run }: LookedProps) {
  const { kind, index } = images.chosen.value;
  const looks = explorer.looks.value;
  const bytes = kind === 'fake' ? explorer.pictures.value['z'] : imageAt(run.reals, scene.shape, index);
  return (
    <section class="panel stack" aria-label="The chosen image">
      <h2>{kind === 'fake' ? 'The chosen sample' : 'The chosen real image'}</h2>
      <p class="muted small">
        Choose another one in the grids above.{' '}
        {explorer.fault.value && <span class="fault">{explorer.fault.value}</span>}
      </p>
      {looks && bytes && <Gaze looks={looks} bytes={bytes} scene={scene} />}
      {looks?.nearest && <Nearest nearest={looks.nearest} shape={scene.shape} />}
    </section>
  );
}

interface GazeProps {
  readonly looks: Looks;
  readonly bytes: Uint8Array;
  readonly scene: Scene;
}

function Gaze({ looks: { of, gaze }, bytes, scene }: GazeProps) {
  const [shown, setShown] = useState(true);
  const { shape } = scene;
  const asClass = classOf(of, scene);
  return (
    <div class="gaze">
      <div class="gaze-picture">
        <Tile bytes={bytes} shape={shape} label="the chosen image" />
        {shown && <HeatMap key={String(dark.value)} slopes={gaze.slopes} shape={shape} />}
      </div>
      <div class="stack">
        <p>
          D says <output class="score">{digits(gaze.score)}</output>
          {asClass !== undefined && ` of it as class ${asClass}`}
          <span class="muted">
            {gaze.critic ? ', a number without bounds' : ', where 1 is real and 0 generated'}
          </span>
        </p>
        <Toggle label="What D looks at" checked={shown} onChange={setShown} />
        <p class="muted small">
          The gradient ∂s/∂x of D’s logit by each pixel: a little brighter there, the image would look{' '}
          <span class="more">more real</span> or <span class="less">less real</span> to D; strong colours
          count most.
        </p>
      </div>
    </div>
  );
}

/** The class that a conditional D judges an image as. */
function classOf(of: LookedAt, { classes, run }: Scene): string | undefined {
  const label = 'real' in of ? run?.realClasses?.[of.real] : of.classes?.[0];
  return label === undefined ? undefined : classes?.[label];
}

interface NearestProps {
  readonly nearest: NearestAnswer;
  readonly shape: readonly number[];
}

function Nearest({ nearest, shape }: NearestProps) {
  const { bytes, distances, classes, usual } = nearest;
  return (
    <div class="stack">
      <h3>The nearest training images</h3>
      <ol class="strip nearest">
        {Array.from(distances, (distance, i) => (
          <li key={i}>
            <Tile bytes={imageAt(bytes, shape, i)} shape={shape} label={`neighbour ${i + 1}`} />
            <span class="small">{distance.toFixed(2)}</span>
            {classes && <span class="muted small">{classes[i]}</span>}
          </li>
        ))}
      </ol>
      <p class="muted small">
        A generator that has learned a law makes images that are in no training set; one that has learned
        images by heart repeats them, at distance 0. From one training image to the next other it is usually{' '}
        {usual.toFixed(2)} (Euclidean, over pixels from 0 to 1).
      </p>
    </div>
  );
}
