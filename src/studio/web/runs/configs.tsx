import { useState } from 'preact/hooks';
import { Toggle } from '../shell/controls.tsx';
import { sideBySide } from './diff.ts';
import { Search } from './search.tsx';

interface ConfigsProps {
  readonly names: readonly string[];
  readonly configs: readonly unknown[];
}

/** Configs as a table of paths and values; of several, what differs. */
export function Configs({ names, configs }: ConfigsProps) {
  const several = configs.length > 1;
  const [all, setAll] = useState(!several);
  const [word, setWord] = useState('');
  const lines = sideBySide(configs).filter(({ path }) => path.toLowerCase().includes(word.toLowerCase()));
  const shown = all ? lines : lines.filter(({ differs }) => differs);
  return (
    <div class="stack">
      <div class="row">
        <Search label="Only names with" value={word} onInput={setWord} />
        {several && <Toggle label="Also what is the same" checked={all} onChange={setAll} />}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section class="scroll" tabIndex={0} aria-label="Config">
        <table class="config">
          <thead>
            <tr>
              <th scope="col">Name</th>
              {names.map(name => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ path, values, differs }) => (
              <tr key={path} class={several && differs ? 'differs' : undefined}>
                <th scope="row">{path}</th>
                {values.map((value, i) => (
                  <td key={names[i]}>{value ?? '–'}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {shown.length === 0 && (
        <p class="muted">{several && !all ? 'Nothing differs.' : 'No name contains that.'}</p>
      )}
    </div>
  );
}
