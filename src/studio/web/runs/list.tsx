import { useState } from 'preact/hooks';
import type { RunLine } from '../../protocol.ts';
import { digits } from '../shell/chart.tsx';
import { Button, Fold } from '../shell/controls.tsx';
import { ErrorBox } from '../shell/error-box.tsx';
import { fileUrl } from './api.ts';
import { entriesOf, found, seedsOf } from './entries.ts';
import { useRuns } from './follow.ts';
import { Search } from './search.tsx';
import { Start } from './start.tsx';
import { Status } from './status.tsx';
import { ago, compareHref, count, runHref } from './words.ts';

/** Entries that are shown at first, and more with each wish. */
const SHOWN = 50;
/** From so many runs on, one looks for some. */
const MANY = 8;

/** All runs of the server, those that changed last first. */
export function List() {
  const { runs, fault, look } = useRuns();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [starting, setStarting] = useState(false);
  const all = runs.value;
  const there = chosen.filter(id => all?.some(run => run.id === id));
  const choose = (id: string, on: boolean) => setChosen(on ? [...there, id] : there.filter(c => c !== id));
  return (
    <div class="stack runs">
      <header class="row spread">
        <h1>Runs of this machine</h1>
        {all && (
          <div class="row">
            <Button
              disabled={there.length < 2}
              title="Choose two or more runs below"
              onClick={() => {
                location.hash = compareHref(there);
              }}
            >
              {there.length < 2 ? 'Compare' : `Compare ${there.length}`}
            </Button>
            <Button kind="primary" aria-expanded={starting} onClick={() => setStarting(!starting)}>
              New run
            </Button>
          </div>
        )}
      </header>
      {fault.value && <ErrorBox title="The runs cannot be read" message={fault.value} kind="warn" />}
      {starting && <Start onStarted={look} onClose={() => setStarting(false)} />}
      {all === undefined && !fault.value && <p class="loading">Looking for runs…</p>}
      {all?.length === 0 && (
        <p class="panel">
          There are no runs yet. Start one here, or with <code>npx saddle train ring</code>.
        </p>
      )}
      {all && all.length > 0 && <Entries all={all} chosen={there} onChoose={choose} />}
    </div>
  );
}

interface EntriesProps {
  readonly all: readonly RunLine[];
  readonly chosen: readonly string[];
  readonly onChoose: (id: string, on: boolean) => void;
}

function Entries({ all, chosen, onChoose }: EntriesProps) {
  const [words, setWords] = useState('');
  const [most, setMost] = useState(SHOWN);
  const seeds = seedsOf(all);
  const entries = entriesOf(found(all, words));
  const row = (run: RunLine) => (
    <Row
      key={run.id}
      run={run}
      seeds={seeds.get(run.experiment) ?? []}
      chosen={chosen.includes(run.id)}
      onChoose={on => onChoose(run.id, on)}
    />
  );
  return (
    <>
      {all.length > MANY && (
        <div class="narrow">
          <Search label={`Find among ${count(all.length)} runs`} value={words} onInput={setWords} />
        </div>
      )}
      <ul class="run-list">
        {entries.slice(0, most).map(({ folder, runs }) =>
          folder === undefined ? (
            runs.map(row)
          ) : (
            <li key={folder} class="panel">
              <Fold title={folder} note={`${count(runs.length)} runs`} open={words !== ''}>
                <ul class="run-list">{runs.map(row)}</ul>
              </Fold>
            </li>
          ),
        )}
      </ul>
      {entries.length === 0 && <p class="muted">No run has that in its name, data, objective or status.</p>}
      {entries.length > most && (
        <div class="row">
          <Button onClick={() => setMost(most + SHOWN)}>
            Show {count(Math.min(SHOWN, entries.length - most))} more
          </Button>
        </div>
      )}
    </>
  );
}

interface RowProps {
  readonly run: RunLine;
  /** The runs of the same experiment. */
  readonly seeds: readonly string[];
  readonly chosen: boolean;
  readonly onChoose: (on: boolean) => void;
}

function Row({ run, seeds, chosen, onChoose }: RowProps) {
  const { id, picture, data, objective, seed, signs, last, status, message, note } = run;
  const value = last?.['value'];
  return (
    <li class="panel run-line">
      <label class="check">
        <input
          type="checkbox"
          checked={chosen}
          disabled={status === 'unreadable'}
          aria-label={`Compare ${id}`}
          onChange={event => onChoose(event.currentTarget.checked)}
        />
      </label>
      <span class="thumb">
        {picture && <img src={fileUrl(id, picture.name)} alt="" loading="lazy" width="64" height="64" />}
      </span>
      <div class="what">
        <a href={runHref(id)}>{id}</a>
        <span class="small muted">
          {status === 'unreadable' ? message : `${data}, ${objective}, seed ${seed}`}
          {note && `; ${note}`}
          {seeds.length > 1 && status !== 'unreadable' && (
            <>
              {' '}
              of{' '}
              <a href={compareHref(seeds)} aria-label={`Compare the ${count(seeds.length)} seeds of ${id}`}>
                {count(seeds.length)} seeds
              </a>
            </>
          )}
        </span>
        {signs > 0 && (
          <span class="small signs">
            {count(signs)} {signs === 1 ? 'sign' : 'signs'} of trouble
          </span>
        )}
      </div>
      <Status run={run} />
      <span class="small muted numbers">
        {typeof value === 'number' && <span>V {digits(value)}</span>}
        <span>{ago(run.changedMs)}</span>
      </span>
    </li>
  );
}
