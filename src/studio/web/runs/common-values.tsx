import type { StatsRow } from '../../../run/store.ts';
import { digits } from '../shell/chart.tsx';
import { atCommonStep, type Common, type Found } from './common-step.ts';
import { GroupTable } from './group-table.tsx';
import { titleOf } from './rows.ts';
import { type SeedGroup, type Summary, summary } from './seeds.ts';
import { count } from './words.ts';

interface CommonValuesProps {
  readonly groups: readonly SeedGroup[];
  readonly names: readonly string[];
  /** What the runs are called, in the order of their logs. */
  readonly ids: readonly string[];
  readonly logs: readonly (readonly StatsRow[])[];
}

/** Each value at the largest step that all logs with it have reached; of seeds the mean and its standard error. */
export function CommonValues({ groups, names, ids, logs }: CommonValuesProps) {
  const empty = ids.filter((_, i) => logs[i].length === 0);
  return (
    <>
      <GroupTable label="Table of values at a common step" heads={['Value', 'At step']} groups={groups}>
        {names.map(name => (
          <Row key={name} name={name} groups={groups} ids={ids} common={atCommonStep(logs, name)} />
        ))}
      </GroupTable>
      <p class="small muted">
        The largest step that all of these runs have reached, and of each run its newest row at or before it.
        {groups.some(({ members }) => members.length > 1) && ' Mean ± standard error over seeds.'}
        {empty.length > 0 && ` Nothing is in the log of ${empty.join(', ')} yet.`}
      </p>
    </>
  );
}

interface RowProps extends Pick<CommonValuesProps, 'groups' | 'ids'> {
  readonly name: string;
  readonly common: Common;
}

function Row({ name, groups, ids, common: { step, found } }: RowProps) {
  return (
    <tr>
      <th scope="row">{titleOf(name)}</th>
      <td>{step === undefined ? '–' : count(step)}</td>
      {groups.map(({ label, members }) => (
        <td key={label}>
          {textOf(summary(members.flatMap(i => found[i]?.value ?? [])))}
          <Apart step={step} found={members.map(i => found[i])} ids={members.map(i => ids[i])} />
        </td>
      ))}
    </tr>
  );
}

interface ApartProps extends Pick<CommonValuesProps, 'ids'> {
  readonly step: number | undefined;
  readonly found: readonly (Found | undefined)[];
}

/** What of a group is not from the common step itself: rows of earlier steps, and runs without a value. */
function Apart({ step, found, ids }: ApartProps) {
  const earlier = [...new Set(found.flatMap(f => (f && f.step !== step ? f.step : [])))];
  const without = ids.length > 1 ? ids.filter((_, i) => !found[i]) : [];
  const notes = [
    earlier.length > 0 && `at ${earlier.map(count).join(', ')}`,
    without.length > 0 && `without ${without.join(', ')}`,
  ].filter(Boolean);
  return notes.length > 0 ? <span class="muted small"> {notes.join('; ')}</span> : null;
}

function textOf(of: Summary | undefined): string {
  if (!of) return '–';
  return of.n === 1 ? digits(of.mean) : `${digits(of.mean)} ± ${digits(of.error)}`;
}
