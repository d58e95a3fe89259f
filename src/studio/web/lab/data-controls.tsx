import { useState } from 'preact/hooks';
import type { DatasetEntry } from '../../../data/registry.ts';
import { textOf } from '../../../train/shorthand.ts';
import { valueAt } from '../setup/model.ts';
import { Button, Fold, Select, TextBox } from '../shell/controls.tsx';
import { messageOf } from '../shell/error-box.tsx';
import { DrawPad } from './draw-pad.tsx';
import { LAWS } from './model.ts';
import { parseTable, pointChanges } from './points.ts';
import { RasterControls } from './raster-controls.tsx';
import type { Lab } from './store.ts';

const GROUPS: Readonly<Record<DatasetEntry['kind'], string>> = {
  '1-D': 'On the line',
  '2-D': 'In the plane',
  'n-D': 'In the plane',
  images: '',
};

/** Given by the reader: chosen by drawing or pasting, and shown in the list only then. */
const GIVEN = ['points', 'empirical'];

const options = (now: string) =>
  LAWS.filter(([name]) => !GIVEN.includes(name) || name === now).map(([name, { kind }]) => ({
    value: name,
    label: NAMES[name] ?? name,
    group: GROUPS[kind],
  }));

const NAMES: Readonly<Record<string, string>> = {
  points: 'your points',
  empirical: 'your numbers',
  discrete: 'coin (two values)',
};

/** Which law, its options, and own data. */
export function DataControls({ lab }: { readonly lab: Lab }) {
  const { name } = lab.config.value.data;
  const entry = LAWS.find(([other]) => other === name)?.[1];
  const fault = lab.refusal.value?.path === 'data.name' ? lab.refusal.value.message : undefined;
  return (
    <>
      <Select
        label="Data"
        value={name}
        options={options(name)}
        hint={entry?.summary}
        fault={fault}
        onChange={value => void lab.set('data.name', value)}
      />
      <div class="pairs">
        {Object.entries(entry?.defaults ?? {}).map(([option, value]) => (
          <DataOption key={`${name}.${option}`} lab={lab} option={option} example={value} />
        ))}
      </div>
      <Fold title="Draw your own" note="with mouse, touch or pen">
        <DrawPad onDone={values => void lab.setAll(pointChanges(2, values), 'draw')} />
        <Refused lab={lab} path="draw" />
      </Fold>
      <Fold title="Paste your own" note="CSV, one or two columns">
        <Paste lab={lab} />
      </Fold>
      <Fold title="From a word or picture" note="points where it is dark">
        <RasterControls
          seed={lab.config.value.seed}
          onDone={values => void lab.setAll(pointChanges(2, values), 'raster')}
        />
        <Refused lab={lab} path="raster" />
      </Fold>
    </>
  );
}

/** Long lists are given by drawing and pasting; nested ones by a recipe. */
const HIDDEN = ['count', 'seed', 'values', 'samples', 'components'];

interface OptionProps {
  readonly lab: Lab;
  readonly option: string;
  readonly example: unknown;
}

function DataOption({ lab, option, example }: OptionProps) {
  if (HIDDEN.includes(option) || example === undefined) return null;
  const path = `data.${option}`;
  const fault = lab.refusal.value?.path === path ? lab.refusal.value.message : undefined;
  const value = textOf(valueAt(lab.config.value, path));
  return <TextBox label={option} value={value} fault={fault} onChange={text => void lab.set(path, text)} />;
}

function Refused({ lab, path }: { readonly lab: Lab; readonly path: string }) {
  const refusal = lab.refusal.value;
  return refusal?.path === path ? <p class="fault">{refusal.message}</p> : null;
}

function Paste({ lab }: { readonly lab: Lab }) {
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const [said, setSaid] = useState('');
  const use = (given: string) => {
    try {
      const { columns, values, skipped } = parseTable(given);
      setFault(undefined);
      setSaid(`${values.length / columns} points${skipped > 0 ? `, ${skipped} lines left out` : ''}`);
      void lab.setAll(pointChanges(columns, values), 'paste');
    } catch (error) {
      setSaid('');
      setFault(messageOf(error));
    }
  };
  return (
    <>
      <TextBox
        label="Numbers"
        lines={5}
        placeholder={'0.1, 0.9\n0.4, 0.2\n…'}
        value={text}
        fault={fault}
        onChange={setText}
      />
      <div class="row">
        <Button onClick={() => use(text)}>Use these</Button>
        <label class="button">
          Open a file
          <input
            class="hidden-text"
            type="file"
            accept=".csv,.tsv,.txt,text/*"
            onChange={event => void event.currentTarget.files?.[0]?.text().then(use)}
          />
        </label>
        <span class="muted small" role="status">
          {said}
        </span>
      </div>
      <Refused lab={lab} path="paste" />
    </>
  );
}
