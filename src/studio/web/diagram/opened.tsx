import { useEffect, useRef } from 'preact/hooks';
import type { Anatomy, LayerAnatomy } from '../engine/anatomy/anatomy.ts';
import { digits } from '../shell/chart.tsx';
import { Button } from '../shell/controls.tsx';
import { paintField } from './paint.ts';
import type { Palette } from './palette.ts';
import { below, inputName, labelOf, nameOf, rangeOf, saidBy, type UnitPlace } from './words.ts';

interface OpenedProps {
  readonly place: UnitPlace;
  readonly anatomy: Anatomy;
  readonly colors: Palette;
  readonly onClose: () => void;
}

/** A unit large: what it says for each input, what it is made of, and where it goes. */
export function Opened({ place, anatomy, colors, onClose }: OpenedProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { cells, layers } = anatomy[place.player];
  const layer = layers[place.layer];
  useEffect(() => {
    const values = saidBy(layer, place.unit);
    const most = Math.max(1e-9, ...rangeOf(values).map(Math.abs));
    paintField(canvas.current!, { values, cells, most, tones: ['minus', 'plus'] }, colors);
  }, [layer, place.unit, colors]);
  const [low, high] = rangeOf(saidBy(layer, place.unit));
  const over = place.player === 'generator' ? 'the noise z' : 'the plane of the data';
  const whole = cells < layer.values.length / layer.shown.length;
  return (
    <section
      class="opened"
      aria-label="The open unit"
      onKeyDown={event => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <canvas class="opened-picture" ref={canvas} role="img" aria-label={labelOf(place, anatomy)} />
      <div class="stack">
        <div class="row">
          <h2>{nameOf(place, anatomy)}</h2>
          <Button kind="quiet" onClick={onClose}>
            Close
          </Button>
        </div>
        <p class="formula">{formulaOf(place, anatomy)}</p>
        <p class="muted small">
          The picture is its value over {whole ? over : over.replace('plane', 'line')}: from {digits(low)} to{' '}
          {digits(high)}; teal is above 0, violet below.
          {place.layer > 0 && ' a₁, a₂, … are the units of the layer before.'}
          {layer.rest[place.unit] > 0 &&
            ` Units that are not shown add to it by weights of length ${digits(layer.rest[place.unit])}.`}
        </p>
        <div class="weights">
          <Weights title="Weights in" of={weightsIn(place, anatomy)} />
          <Weights title="Weights out" of={weightsOut(place, anatomy)} />
        </div>
      </div>
    </section>
  );
}

interface Named {
  readonly name: string;
  readonly weight: number;
}

function weightsIn(place: UnitPlace, anatomy: Anatomy): Named[] {
  const { layers, inputs } = anatomy[place.player];
  const { weights, shown } = layers[place.layer];
  const count = weights.length / shown.length;
  const before = layers[place.layer - 1] as LayerAnatomy | undefined;
  return Array.from(weights.subarray(place.unit * count, (place.unit + 1) * count), (weight, i) => ({
    name: before
      ? `a${below(before.shown[i] + 1)}`
      : inputName(place.player, anatomy[place.player], inputs.shown[i]),
    weight,
  }));
}

function weightsOut(place: UnitPlace, anatomy: Anatomy): Named[] {
  const { layers } = anatomy[place.player];
  const [own, next] = [layers[place.layer], layers[place.layer + 1]];
  const output = place.layer + 2 === layers.length;
  const name = (unit: number) => {
    if (!output) return `${place.layer === 0 ? 'b' : 'c'}${below(unit + 1)}`;
    return place.player === 'discriminator' ? 'logit' : next.units === 1 ? 'x' : `x${below(unit + 1)}`;
  };
  return Array.from(next.shown, (unit, i) => ({
    name: name(unit),
    weight: next.weights[i * own.shown.length + place.unit],
  }));
}

/** Terms that a formula shows. */
const TERMS = 3;

/** `a₃ = leaky-relu(0.83 z₁ − 1.20 z₂ + 0.10)`; of many terms the largest. */
function formulaOf(place: UnitPlace, anatomy: Anatomy): string {
  const layer = anatomy[place.player].layers[place.layer];
  const all = weightsIn(place, anatomy).sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const terms = all.slice(0, TERMS).map(({ name, weight }) => ({ text: ` ${name}`, value: weight }));
  const more = all.length > TERMS || layer.rest[place.unit] > 0;
  const bias = layer.bias ? [{ text: '', value: layer.bias[place.unit] }] : [];
  const sum = terms.map(({ text, value }, i) => signed(value, i === 0) + text).join(' ');
  const tail = bias.map(({ value }) => ` ${signed(value, false)}`).join('');
  const unit = `${place.layer === 0 ? 'a' : 'b'}${below(layer.shown[place.unit] + 1)}`;
  return `${unit} = ${layer.activation}(${sum}${more ? ' + …' : ''}${tail})`;
}

function signed(value: number, first: boolean): string {
  const size = Math.abs(value).toFixed(2);
  if (first) return value < 0 ? `−${size}` : size;
  return value < 0 ? `− ${size}` : `+ ${size}`;
}

function Weights({ title, of }: { readonly title: string; readonly of: readonly Named[] }) {
  const most = Math.max(1e-9, ...of.map(({ weight }) => Math.abs(weight)));
  return (
    <table>
      <caption>{title}</caption>
      <tbody>
        {of.map(({ name, weight }, i) => (
          <tr key={i}>
            <th scope="row">{name}</th>
            <td>
              <span
                class={weight < 0 ? 'bar-minus' : 'bar-plus'}
                style={{ width: `${(60 * Math.abs(weight)) / most}px` }}
              />
            </td>
            <td class="number">{weight.toFixed(2).replace('-', '−')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
