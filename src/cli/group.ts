import { Command } from 'commander';
import { UserError } from '../util/error.ts';
import { unknownName } from '../util/text.ts';

/**
 * A command that only holds others, such as `saddle bench modes`.
 * @param part what one of them is, for errors
 */
export function groupCommand(
  name: string,
  part: string,
  description: string,
  parts: readonly Command[],
): Command {
  const valid = parts.map(inner => inner.name());
  const command = new Command(name)
    .description(description)
    .helpCommand(false)
    .argument('[what]', 'one of the commands below')
    .allowUnknownOption() // those of the command that was meant
    .allowExcessArguments()
    .action((what?: string) => {
      if (what !== undefined) throw new UserError(unknownName(part, what, valid));
      throw new UserError(
        `${name}: expected one of ${valid.join(', ')}, got nothing; \`saddle ${name} --help\` says what they do`,
      );
    });
  for (const inner of parts) command.addCommand(inner);
  return command;
}
