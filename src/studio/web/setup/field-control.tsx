import type { ReadonlySignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { type DatasetEntry, datasets } from '../../../data/registry.ts';
import { penalties } from '../../../gan/penalties/index.ts';
import type { Config } from '../../../train/config.ts';
import type { Field } from '../../../train/fields.ts';
import { sortAt, textOf } from '../../../train/shorthand.ts';
import { type AnyChoice, type Choices, choiceText, NONE } from '../../../util/choice.ts';
import { Term } from '../glossary/term.tsx';
import { type TermName, termOf } from '../glossary/terms.ts';
import { Select, Slider, TextBox, Toggle } from '../shell/controls.tsx';
import type { Refusal } from './bench.ts';
import { nameOf } from './groups.ts';
import { fieldAt, valueAt } from './model.ts';

/** A config whose values are set one by one, as texts. */
export interface Settings {
  readonly config: ReadonlySignal<Config>;
  /** The value that was refused last. */
  readonly refusal: ReadonlySignal<Refusal | undefined>;
  set(path: string, text: string): Promise<boolean>;
}

export interface FieldProps {
  readonly lab: Settings;
  readonly path: string;
  /** Default: the path in words. */
  readonly label?: string;
}

/** Sliders, where a range is customary; the box beside them takes any value. */
const RANGES: Readonly<Record<string, readonly [min: number, max: number, step: number | 'log']>> = {
  lr: [1e-5, 0.1, 'log'],
  k: [1, 10, 1],
  batch: [10, 500, 10],
};

/** Families of networks for samples that are no images. */
const FAMILIES = ['mlp', 'maxout'];

const ofImages = ({ data }: Config) =>
  (datasets as Readonly<Record<string, DatasetEntry>>)[data.name].kind === 'images';

/** The control of one value of the config, as its field says. */
export function FieldControl({ lab, path, label = nameOf(path) }: FieldProps) {
  const field = fieldAt(path);
  const value = valueAt(lab.config.value, path);
  const fault = lab.refusal.value?.path === path ? lab.refusal.value.message : undefined;
  const set = (text: string) => void lab.set(path, text);
  const common = { label, fault, term: termOf(path) };
  const range = RANGES[path.split('.').at(-1)!];
  const sort = sortAt(path);
  if (sort) {
    const kinds = field.choices ?? [];
    return <Chosen {...common} {...sort} kinds={kinds} value={value as Options | null} onChange={set} />;
  }
  if (field.kind === 'boolean') {
    return (
      <Toggle
        label={label}
        hint={field.description}
        checked={value === true}
        onChange={v => set(String(v))}
      />
    );
  }
  if (field.choices && field.kind === 'text') {
    const options = path.endsWith('.family') && !ofImages(lab.config.value) ? FAMILIES : field.choices;
    return <Select {...common} hint={hintOf(field)} value={String(value)} options={options} onChange={set} />;
  }
  if (range && typeof value === 'number') {
    const [min, max, step] = range;
    const scale = step === 'log' ? { log: true } : { step };
    return <Slider {...common} value={value} min={min} max={max} {...scale} onInput={v => set(String(v))} />;
  }
  return <TextBox {...common} hint={hintOf(field)} value={textOf(value ?? '', path)} onChange={set} />;
}

/** What the essentials need no words for. */
const PLAIN = ['hidden', 'activation', 'dimension', 'law', 'seed', 'lr'];

function hintOf({ path, description, kind }: Field): string | undefined {
  const key = path.split('.').at(-1)!;
  if (key === 'hidden') return 'one number for each layer: 16,16';
  if (PLAIN.includes(key)) return undefined;
  const schedule = kind === 'schedule' && key !== 'lr' ? '; from:to@steps for a schedule' : '';
  return description === '' ? undefined : description + schedule;
}

/** A choice with its options, as a config holds it. */
type Options = { readonly kind: string } & Readonly<Record<string, unknown>>;

interface ChosenProps {
  readonly label: string;
  readonly fault?: string;
  readonly term?: TermName;
  readonly choices: Choices;
  /** What may be chosen here, none included. */
  readonly kinds: readonly string[];
  /** Null for none. */
  readonly value: Options | null;
  readonly onChange: (text: string) => void;
}

/** A kind, and a box for its options where it has some. */
function Chosen({ label, fault, term, choices, kinds, value, onChange }: ChosenProps) {
  const choice = value ? choices[value.kind] : undefined;
  return (
    <>
      <Select
        label={label}
        term={term}
        fault={fault}
        hint={choice?.summary}
        value={value?.kind ?? NONE}
        options={kinds}
        onChange={onChange}
      />
      {value && choice && <Given choice={choice} value={value} onChange={onChange} />}
    </>
  );
}

interface GivenProps {
  readonly choice: AnyChoice;
  readonly value: Options;
  readonly onChange: (text: string) => void;
}

/** The options of a choice, in the order of its shorthand. */
function Given({ choice: { parameters = {} }, value, onChange }: GivenProps) {
  const all = Object.entries(parameters).map(([name, p]) => ({ ...p, name, symbol: p.symbol ?? name }));
  if (all.length === 0) return null;
  return (
    <TextBox
      label={all.map(p => p.symbol).join(', ')}
      hint={all.map(p => `${p.symbol}: ${p.meaning}`).join('; ')}
      value={all.map(p => value[p.name]).join(',')}
      onChange={text => onChange(`${value.kind}:${text}`)}
    />
  );
}

/** Every penalty as a box to tick, with its options. */
export function Penalties({ lab }: { readonly lab: Settings }) {
  const chosen = lab.config.value.penalties;
  const [all, setAll] = useState(false);
  const fault = lab.refusal.value?.path === 'penalties' ? lab.refusal.value.message : undefined;
  const set = (texts: readonly string[]) =>
    void lab.set('penalties', texts.length > 0 ? texts.join(',') : 'none');
  const names = Object.keys(penalties).filter(
    name => all || USUAL.includes(name) || chosen.some(({ kind }) => kind === name),
  );
  return (
    <div class="field">
      <span class="label">
        <Term of="penalty">penalties</Term>
      </span>
      {names.map(name => (
        <PenaltyRow key={name} name={name} chosen={chosen} onChange={set} />
      ))}
      {fault && (
        <span class="fault" role="alert">
          {fault}
        </span>
      )}
      {!all && (
        <button type="button" class="button quiet" onClick={() => setAll(true)}>
          Show all {Object.keys(penalties).length} penalties
        </button>
      )}
    </div>
  );
}

const USUAL: readonly string[] = ['r1', 'r2', 'wgan-gp'];

interface PenaltyProps {
  readonly name: string;
  readonly chosen: readonly Options[];
  readonly onChange: (texts: readonly string[]) => void;
}

function PenaltyRow({ name, chosen, onChange }: PenaltyProps) {
  const choice = (penalties as Choices)[name];
  const texts = chosen.map(options => choiceText(options, penalties));
  const place = chosen.findIndex(({ kind }) => kind === name);
  return (
    <>
      <Toggle
        label={name}
        hint={choice.summary}
        checked={place >= 0}
        onChange={on => onChange(on ? [...texts, name] : texts.filter((_, i) => i !== place))}
      />
      {place >= 0 && (
        <Given choice={choice} value={chosen[place]} onChange={text => onChange(texts.with(place, text))} />
      )}
    </>
  );
}
