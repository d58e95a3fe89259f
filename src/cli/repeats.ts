import type { Command } from 'commander';
import { UserError } from '../util/error.ts';

/** Refuses a flag that is given twice with different values: one of the two would be dropped. */
export function checkRepeats(command: Command): void {
  for (const option of command.options) {
    let first: string | undefined;
    command.on(`option:${option.name()}`, (value: string | null | undefined) => {
      if (typeof value !== 'string') return;
      if (first !== undefined && first !== value) {
        throw new UserError(`${option.long}: expected it once, got '${first}' and '${value}'; leave one out`);
      }
      first = value;
    });
  }
}
