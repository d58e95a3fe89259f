import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Setup } from '../../setup/model.ts';
import { type Cure, games, setupsOf } from '../cures/cure.ts';
import { afterwards, cures } from '../cures/index.ts';
import { ends, figureOf, type Measured, measured, type Pair, sameIn, seenIn } from '../cures/measured.ts';
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

/** A remedy with its formula, what was recorded, and both trainings. */
export function TrainedCure({ name }: { name: keyof typeof cures }) {
  const cure: Cure = cures[name];
  const setups = setupsOf(cure.trial);
  const game = games[cure.trial.game];
  return (
    <>
      <Definition cure={cure} />
      <p>
        <strong>The game.</strong> {game.words}
      </p>
      {measured[name] && <Recorded pair={measured[name]} same={cure.aim === 'same'} />}
      <TrainPair setups={setups} ends={endsOf(name)} />
      <p>
        Open it in the Lab: <a href={labOf(setups[0])}>before</a>, <a href={labOf(setups[1])}>after</a>.
      </p>
      <Figures name={name} />
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
      {measured[name] && <Recorded pair={measured[name]} same={cure.aim === 'same'} />}
      <RefinePair setup={games.bridges} method={cure.method} ends={endsOf(name)} />
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

const shown = (x: number | null, digits: number) =>
  x === null ? 'numbers ended' : x > 1e4 ? '> 10 000' : format(x, digits);

const listed = (values: readonly (number | null)[], digits: number) =>
  values.map(x => shown(x, digits)).join(', ');

const names = {
  modes: 'Groups found, of 8',
  quality: 'Samples near a group, in per cent',
  distance: 'Distance to the data',
} as const;

/** How many digits of a figure one needs. */
const digitsOf = { modes: 0, quality: 0, distance: 2 } as const;

/** What stands behind a figure in a table. */
const units = { modes: ' of 8', quality: ' %', distance: '' } as const;

/** What was recorded of a pair, by the figure that tells its sides apart: the middle seed of each, and how many show it. */
export function recordedOf(pair: Pair, same: boolean) {
  const figure = figureOf(pair);
  const [before, after] = pair.map(side => shown(middle(side[figure]!), digitsOf[figure]) + units[figure]);
  const seen = (same ? sameIn(pair) : seenIn(pair)).filter(Boolean).length;
  return { before, after, seen, of: pair[0].distance.length };
}

/** The middle one; where numbers ended it counts as the largest. */
function middle(values: readonly (number | null)[]): number | null {
  const sorted = [...values].sort(
    (a, b) => (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY),
  );
  return sorted[Math.floor(sorted.length / 2)];
}

/** What was recorded, before anything is trained here: the figure that tells the two apart, seed by seed. */
function Recorded({ pair, same }: { pair: Pair; same: boolean }) {
  const figure = figureOf(pair);
  const [before, after] = pair.map(side => listed(side[figure]!, digitsOf[figure]));
  const seen = (same ? sameIn(pair) : seenIn(pair)).filter(Boolean).length;
  return (
    <p class="recorded">
      <strong>Recorded.</strong> {names[figure]}, five seeds. Without: {before}. With: {after}.
      {` ${same ? 'The same' : 'Better'} in ${seen} of ${pair[0].distance.length}.`}
    </p>
  );
}

/** All that was measured beforehand, a number a seed: a single run may be luck. */
function Figures({ name }: { name: string }) {
  const pair = measured[name];
  if (!pair) return null;
  const cells = (of: (m: Measured) => readonly (number | null)[] | undefined, digits: number) =>
    pair.map((m, i) => <td key={i}>{listed(of(m) ?? [], digits)}</td>);
  return (
    <div class="scroll">
      <table class="figures">
        <caption>Five seeds, each the mean over the last third of its run</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">before</th>
            <th scope="col">after</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">distance to the data</th>
            {cells(m => m.distance, 2)}
          </tr>
          {pair[0].modes !== undefined && (
            <>
              <tr>
                <th scope="row">groups found, of 8</th>
                {cells(m => m.modes, 1)}
              </tr>
              <tr>
                <th scope="row">samples near a group, %</th>
                {cells(m => m.quality, 0)}
              </tr>
            </>
          )}
        </tbody>
      </table>
    </div>
  );
}

/** Where both sides of a pair ended. */
const endsOf = (name: string) =>
  measured[name]?.map(({ end }) => (end === undefined ? undefined : ends[end]));
