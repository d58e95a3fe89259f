import { useState } from 'preact/hooks';
import type { Cure } from '../cures/cure.ts';
import { cures } from '../cures/index.ts';
import { measured } from '../cures/measured.ts';
import { recordedOf, TrainedCure } from './gallery.tsx';
import './story.css';

type Name = keyof typeof cures;

interface Group {
  readonly title: string;
  readonly names: readonly Name[];
}

/** Every remedy of a page in a table, with what was recorded; each opens below as its before and after. */
export function AllCures({ groups }: { readonly groups: readonly Group[] }) {
  const [chosen, setChosen] = useState<Name>();
  return (
    <>
      <p>
        The middle one of five recorded runs, without and with each remedy: the distance to the data, or of
        eight groups how many are found. Then in how many of the five the difference is seen. Choose a row to
        see its formula, its source and both trainings.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section class="scroll" aria-label="All remedies" tabIndex={0}>
        <table class="all-cures">
          <thead>
            <tr>
              <th scope="col">Remedy</th>
              <th scope="col" class="against">
                Against
              </th>
              <th scope="col">Without</th>
              <th scope="col">With</th>
              <th scope="col">Seen</th>
            </tr>
          </thead>
          {groups.map(({ title, names }) => (
            <tbody key={title}>
              <tr>
                <th scope="rowgroup" colSpan={5}>
                  {title}
                </th>
              </tr>
              {names.map(name => (
                <Row key={name} name={name} chosen={name === chosen} onChoose={() => setChosen(name)} />
              ))}
            </tbody>
          ))}
        </table>
      </section>
      {chosen && (
        <div key={chosen} class="cure" data-cure={chosen}>
          <TrainedCure name={chosen} />
        </div>
      )}
    </>
  );
}

interface RowProps {
  readonly name: Name;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function Row({ name, chosen, onChoose }: RowProps) {
  const { title, against, aim }: Cure = cures[name];
  const { before, after, seen, of } = recordedOf(measured[name], aim === 'same');
  return (
    <tr class={chosen ? 'now' : undefined}>
      <th scope="row">
        <button type="button" class="button" aria-pressed={chosen} onClick={onChoose}>
          {title}
        </button>
      </th>
      <td class="against">{against}</td>
      <td class="number">{before}</td>
      <td class="number">{after}</td>
      <td>{aim === 'same' ? `same, ${seen} of ${of}` : `${seen} of ${of}`}</td>
    </tr>
  );
}
