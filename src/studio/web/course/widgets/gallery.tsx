import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Setup } from '../../setup/model.ts';
import { type Cure, games, setupsOf } from '../cures/cure.ts';
import { afterwards, cures } from '../cures/index.ts';
import { type Measured, measured, onGrid } from '../cures/measured.ts';
import type { SampleCure } from '../cures/samples.tsx';
import { Box } from './figures.tsx';
import { format } from './format.ts';
import { RefinePair } from './refine-pair.tsx';
import { TrainPair } from './train-pair.tsx';

interface GalleryProps<N extends string> {
  /** What is to be chosen, in words. */
  readonly label: string;
  readonly names: readonly N[];
  /** The words on a button; default the title of the cure. */
  readonly titleOf?: (name: N) => string;
}

/** Cures of one kind: one is chosen and shown whole, with its before and after. */
export function Gallery<N extends keyof typeof cures>({ titleOf, ...props }: GalleryProps<N>) {
  const title = titleOf ?? (name => cures[name].title);
  return <Choosing {...props} titleOf={title} show={name => <TrainedCure name={name} />} />;
}

/** The same for cures of samples. */
export function SampleGallery({ label }: { label: string }) {
  const names = Object.keys(afterwards);
  return (
    <Choosing
      label={label}
      names={names}
      titleOf={name => afterwards[name].title}
      show={name => <AppliedCure name={name} />}
    />
  );
}

interface ChoosingProps<N extends string> extends Required<GalleryProps<N>> {
  readonly show: (name: N) => VNode;
}

function Choosing<N extends string>({ label, names, titleOf, show }: ChoosingProps<N>) {
  const [chosen, setChosen] = useState(names[0]);
  return (
    <>
      <fieldset class="choices" aria-label={label}>
        {names.map(name => (
          <button
            key={name}
            type="button"
            class="button"
            aria-pressed={name === chosen}
            onClick={() => setChosen(name)}
          >
            {titleOf(name)}
          </button>
        ))}
      </fieldset>
      <div key={chosen} class="cure" data-cure={chosen}>
        {show(chosen)}
      </div>
    </>
  );
}

function TrainedCure({ name }: { name: keyof typeof cures }) {
  const cure: Cure = cures[name];
  const setups = setupsOf(cure.trial);
  const game = games[cure.trial.game];
  return (
    <>
      <Definition cure={cure} />
      <p>
        <strong>The game.</strong> {game.words}
      </p>
      <TrainPair setups={setups} />
      <p>
        Open it in the Lab: <a href={labOf(setups[0])}>before</a>, <a href={labOf(setups[1])}>after</a>.
      </p>
      <Figures name={name} grid={cure.grid} />
    </>
  );
}

/** The lab's address of a setup, as its own links are. */
const labOf = ({ recipe, changes }: Setup) => `#/lab?${new URLSearchParams({ recipe, ...changes })}`;

function AppliedCure({ name }: { name: string }) {
  const cure = afterwards[name];
  return (
    <>
      <Definition cure={cure} />
      <p>
        <strong>The game.</strong> {games.bridges.words}
      </p>
      <RefinePair setup={games.bridges} method={cure.method} />
      <Figures name={name} />
    </>
  );
}

function Definition({ cure }: { cure: Cure | SampleCure }) {
  return (
    <Box title={cure.title}>
      <p>
        <strong>Against:</strong> {cure.against}
      </p>
      {cure.formula()}
      <p>{cure.words}</p>
      <p class="small muted">
        {cure.source} · more in docs/{cure.page}
      </p>
    </Box>
  );
}

const shown = (x: number | null | undefined, digits: number) =>
  x === null ? 'numbers ended' : x === undefined ? '–' : x > 1e4 ? '> 10 000' : format(x, digits);

/** What was measured beforehand, over seeds: a single run may be luck. */
function Figures({ name, grid }: { name: string; grid?: string }) {
  const pair = measured[name];
  if (!pair) return null;
  const cells = (of: (m: Measured) => number | null | undefined, digits: number) =>
    pair.map((m, i) => <td key={i}>{shown(of(m), digits)}</td>);
  const alone = grid === undefined ? undefined : [onGrid[''], onGrid[grid]];
  return (
    <table class="figures">
      <caption>Measured beforehand, means of three seeds: one run may be luck</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">before</th>
          <th scope="col">after</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">this game: distance to the data</th>
          {cells(m => m.distance, 3)}
        </tr>
        {pair[0].modes !== undefined && (
          <>
            <tr>
              <th scope="row">groups found, of 8</th>
              {cells(m => m.modes, 1)}
            </tr>
            <tr>
              <th scope="row">samples near a group, %</th>
              {cells(m => m.quality, 1)}
            </tr>
          </>
        )}
        {alone && (
          <tr>
            <th scope="row">
              alone on the grid of 25 groups (<code>{grid}</code>): groups found
            </th>
            {alone.map(({ modes }, i) => (
              <td key={i}>{format(modes, 1)}</td>
            ))}
          </tr>
        )}
      </tbody>
    </table>
  );
}
