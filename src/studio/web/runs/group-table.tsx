import type { ComponentChildren } from 'preact';
import type { SeedGroup } from './seeds.ts';

interface GroupTableProps {
  /** Name of the table for screen readers. */
  readonly label: string;
  /** Of the columns before those of the groups. */
  readonly heads: readonly string[];
  readonly groups: readonly SeedGroup[];
  /** Its rows. */
  readonly children: ComponentChildren;
}

/** A table with a column for each group of runs, which scrolls sideways where it is too wide. */
export function GroupTable({ label, heads, groups, children }: GroupTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section class="scroll" tabIndex={0} aria-label={label}>
      <table class="metrics">
        <thead>
          <tr>
            {[...heads, ...groups.map(group => group.label)].map(head => (
              <th scope="col" key={head}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
