import { useState } from 'preact/hooks';
import { Button, Segmented, Select, Slider } from '../shell/controls.tsx';
import { reach } from './directions.ts';
import { axesOf, type Explorer } from './explorer.ts';
import { along, moved } from './latent.ts';
import type { Scene } from './messages.ts';
import { Tile } from './tile.tsx';

/** Coordinates of z that have a slider before all are asked for. */
const COORDINATES = 8;

interface ExploreProps {
  readonly explorer: Explorer;
  readonly scene: Scene;
}

/** Sliders that move z, and what G makes of it. */
export function Explore({ explorer, scene }: ExploreProps) {
  const [by, setBy] = useState<'directions' | 'coordinates'>('coordinates');
  const [all, setAll] = useState(false);
  const point = explorer.point.value;
  const z = point?.z;
  const found = explorer.directions.value;
  const { shape, latent, classes } = scene;
  const count = all ? latent.dim : COORDINATES;
  const axes = axesOf(by === 'directions' ? found : undefined, latent.dim, count);
  const [low, high] = reach[latent.distribution];
  const choose = (next: 'directions' | 'coordinates') => {
    setBy(next);
    if (next === 'directions') void explorer.findDirections();
  };
  return (
    <section class="panel stack" aria-label="The space of z">
      <h2>The space of z</h2>
      <p class="muted small">
        G makes an image of {latent.dim} numbers, z{classes && ', and a class'}. The sliders begin at the
        chosen sample and change its z.
      </p>
      <Segmented
        label="What the sliders change"
        value={by}
        options={[
          { value: 'coordinates', label: 'Coordinates of z' },
          { value: 'directions', label: 'What changes most' },
        ]}
        onChange={choose}
      />
      {by === 'directions' && (
        <p class="muted small">
          {found
            ? `Directions along which the pictures${classes ? ' of this class' : ''} change most, with their share of all change: the eigenvectors of E[JᵀJ], J = ∂G/∂z, of G as it was when they were measured.`
            : 'Measuring how G changes…'}
        </p>
      )}
      <div class="explore">
        <div class="stack explored">
          <Tile bytes={explorer.pictures.value['z']} shape={shape} label="what G makes of z" />
          {classes && point?.label !== undefined && (
            <Select
              label="Class"
              value={String(point.label)}
              options={classes.map((label, i) => ({ value: String(i), label }))}
              onChange={value => explorer.ask(Number(value))}
            />
          )}
          <div class="row">
            <Button onClick={() => explorer.draw()}>Another z</Button>
            <Button onClick={() => explorer.back()}>Back to the sample</Button>
            {by === 'directions' && (
              <Button disabled={!found} onClick={() => void explorer.findDirections()}>
                Measure again
              </Button>
            )}
          </div>
        </div>
        <div class="stack sliders">
          <div class="pairs">
            {z &&
              (by === 'coordinates' || found) &&
              axes.map((axis, i) => (
                <Slider
                  key={i}
                  label={by === 'coordinates' ? `z${subscript(i + 1)}` : nameOf(i, found!.shares[i])}
                  value={along(z, axis)}
                  min={low}
                  max={high}
                  format={value => value.toFixed(2)}
                  onInput={share => explorer.move(moved(z, axis, share, latent.distribution))}
                />
              ))}
          </div>
          {by === 'coordinates' && !all && latent.dim > COORDINATES && (
            <Button kind="quiet" onClick={() => setAll(true)}>
              All {latent.dim} coordinates
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}

const nameOf = (i: number, share: number) => `direction ${i + 1} (${Math.round(100 * share)} %)`;

const subscript = (n: number) => [...String(n)].map(digit => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('');
