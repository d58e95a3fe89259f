import { chosen } from '../history/open.ts';
import { FileButton, Segmented, Select, TextBox, Toggle } from '../shell/controls.tsx';
import { type Form, SIZES } from './own.ts';
import { type SetName, sets } from './sets.ts';
import type { Images } from './store.ts';

const KINDS = Object.entries(sets).map(([name, { label }]) => ({ value: name as SetName, label }));

/** Which images are learned. */
export function DataPanel({ images }: { readonly images: Images }) {
  const { data } = images.config.value;
  const { own } = images;
  const kind = own.wanted.value ? 'idx' : (data.name as SetName);
  const choose = (next: SetName) => {
    own.wanted.value = next === 'idx';
    if (next !== 'idx' && next !== data.name) void images.useSet(next);
  };
  const refusal = images.refusal.value;
  const fault = refusal?.path.startsWith('data.') ? refusal.message : undefined;
  return (
    <div class="stack">
      <Segmented label="Images" value={kind} options={KINDS} onChange={choose} />
      <p class="muted small">{sets[kind].hint}</p>
      {kind === 'mnist' && (
        <TextBox
          label="only the digits"
          placeholder="all; or some, such as 3,7"
          value={(data['classes'] as readonly number[] | undefined)?.join(',') ?? ''}
          onChange={text => void images.set('data.classes', text)}
        />
      )}
      {kind === 'pixel-faces' && (
        <Select
          label="classes by"
          value={String(data['condition'])}
          options={['hair', 'skin', 'glasses', { value: 'attributes', label: 'all of them' }]}
          onChange={text => void images.set('data.condition', text)}
        />
      )}
      {kind === 'idx' && <Own images={images} />}
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

/** Files of the reader's, and how they are brought to one size. */
function Own({ images }: { readonly images: Images }) {
  const { own } = images;
  const { size, colours, mirror } = own.form.value;
  const read = (files: FileList | null) => void images.receive(chosen(files));
  return (
    <>
      <div class="pairs">
        <Select
          label="size"
          value={String(size)}
          options={[
            { value: '0', label: 'by theirs' },
            ...SIZES.map(n => ({ value: String(n), label: `${n} × ${n}` })),
          ]}
          onChange={text => own.change({ size: Number(text) })}
        />
        <Select
          label="colours"
          value={colours}
          options={[{ value: 'auto', label: 'as they are' }, 'grey', 'colour']}
          onChange={text => own.change({ colours: text as Form['colours'] })}
        />
      </div>
      <Toggle
        label="mirrored too"
        hint="where left and right can be exchanged: twice as many to learn from"
        checked={mirror}
        onChange={on => own.change({ mirror: on })}
      />
      <div class="drop">
        <p class="muted small">
          Drop images, folders or zips of them anywhere on the page, or choose them. At least 16; they are cut
          to their middle square. Folders become classes.
        </p>
        <div class="row">
          <FileButton label="Choose images" multiple accept="image/*,.zip,application/zip" onChoose={read} />
          <FileButton label="Choose a folder" folder onChoose={read} />
        </div>
      </div>
      {own.fault.value && (
        <p class="fault" role="alert">
          {own.fault.value}
        </p>
      )}
      <p class="muted small" role="status">
        {own.said.value}
      </p>
    </>
  );
}
