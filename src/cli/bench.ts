import { Command } from 'commander';
import { UserError } from '../util/error.ts';
import { unknownName } from '../util/text.ts';
import { diracCommand } from './bench-dirac.ts';
import { modesCommand } from './bench-modes.ts';
import { stackedCommand } from './bench-stacked.ts';

/** `saddle bench modes | dirac | stacked-mnist` */
export function benchCommand(): Command {
  const parts = [modesCommand(), diracCommand(), stackedCommand()];
  const valid = parts.map(part => part.name());
  const command = new Command('bench')
    .description('Runs the published experiments over seeds and prints their tables.')
    .helpCommand(false)
    .argument('[what]', 'one of the commands below')
    .action((what?: string) => {
      if (what !== undefined) throw new UserError(unknownName('benchmark', what, valid));
      throw new UserError(
        `bench: expected one of ${valid.join(', ')}, got nothing; \`saddle bench --help\` says what they do`,
      );
    });
  for (const part of parts) command.addCommand(part);
  return command;
}
