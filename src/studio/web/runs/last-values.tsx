import type { StatsRow } from '../../../run/store.ts';
import { digits } from '../shell/chart.tsx';
import { titleOf } from './rows.ts';
import { type SeedGroup, type Summary, summary } from './seeds.ts';

interface LastValuesProps {
  readonly groups: readonly SeedGroup[];
  readonly names: readonly string[];
  readonly logs: readonly (readonly StatsRow[])[];
}

/** The last value that each log has of each name; of seeds the mean and its standard error. */
export function LastValues({ groups, names, logs }: LastValuesProps) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section class="scroll" tabIndex={0} aria-label="Table of last values">
        <table class="metrics">
          <thead>
            <tr>
              <th scope="col">Value</th>
              {groups.map(({ label }) => (
                <th scope="col" key={label}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map(name => (
              <tr key={name}>
                <th scope="row">{titleOf(name)}</th>
                {groups.map(({ label, members }) => (
                  <td key={label}>{textOf(summary(members.flatMap(i => lastOf(logs[i], name) ?? [])))}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {groups.some(({ members }) => members.length > 1) && (
        <p class="small muted">Mean ± standard error over seeds.</p>
      )}
    </>
  );
}

function lastOf(rows: readonly StatsRow[], name: string): number | undefined {
  const value = rows.findLast(row => typeof row[name] === 'number')?.[name];
  return value as number | undefined;
}

function textOf(of: Summary | undefined): string {
  if (!of) return '–';
  return of.n === 1 ? digits(of.mean) : `${digits(of.mean)} ± ${digits(of.error)}`;
}
