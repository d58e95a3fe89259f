import { useState } from 'preact/hooks';
import type { Client } from '../../packages/client/src/types.ts';
import type { Directions } from '../studio/web/images/directions.ts';
import { reach } from '../studio/web/images/directions.ts';
import { along, moved } from '../studio/web/images/latent.ts';
import { Fault } from './fault.tsx';
import { useLatest } from './latest.ts';
import { type Drawn, kindText, rowOf } from './look.ts';
import { Save, Shown } from './picture.tsx';

/** Sliders. */
const SHOWN = 6;

interface ChosenProps {
  readonly client: Client;
  readonly drawn: Drawn;
  readonly place: number;
  readonly directions: Directions | undefined;
}

/** One sample, large, and sliders that move its latent along directions. */
export function Chosen({ client, drawn, place, directions }: ChosenProps) {
  const [shares, setShares] = useState<Readonly<Record<number, number>>>({});
  const { latent, conditions } = rowOf(client, drawn, place);
  const { dim, distribution } = client.info.latent;
  const axis = (i: number) => directions!.axes.subarray(i * dim, (i + 1) * dim);
  const [made, fault] = useLatest(async () => {
    const z = Object.entries(shares).reduce(
      (z, [i, share]) => moved(z, axis(Number(i)), share, distribution),
      latent,
    );
    return (await client.generate(Float32Array.from(z), { conditions })).at(0);
  }, [drawn, place, shares]);
  const picture = made ?? drawn.samples.at(place);
  const kind = kindText(client, drawn, place);
  const name = `Sample ${place + 1}${kind && `, ${kind}`}`;
  const count = Math.min(SHOWN, dim);
  return (
    <section class="panel stack" aria-labelledby="chosen">
      <h2 id="chosen">{name}</h2>
      <Shown picture={picture} label={`${name}, large`} />
      <Fault error={fault} />
      <div class="sliders">
        {Array.from({ length: count }, (_, i) => (
          <Direction
            key={i}
            number={i + 1}
            range={reach[distribution]}
            share={directions && (shares[i] ?? along(latent, axis(i)))}
            change={share => setShares({ ...shares, [i]: share })}
          />
        ))}
      </div>
      <div class="row">
        <button type="button" class="button" onClick={() => setShares({})}>
          Back to the sample
        </button>
        <Save what="it" name={`seed-${drawn.look.seed}-sample-${place + 1}.png`} png={() => picture.png()} />
      </div>
    </section>
  );
}

interface DirectionProps {
  readonly number: number;
  readonly range: readonly [low: number, high: number];
  /** Undefined while the directions are not known. */
  readonly share: number | undefined;
  change(share: number): void;
}

function Direction({ number, range: [low, high], share, change }: DirectionProps) {
  const id = `direction-${number}`;
  return (
    <div class="field">
      <label for={id}>Direction {number}</label>
      <input
        id={id}
        type="range"
        min={low}
        max={high}
        step="0.01"
        value={share ?? 0}
        disabled={share === undefined}
        onInput={event => change(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}
