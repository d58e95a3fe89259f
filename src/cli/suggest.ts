import type { Command } from 'commander';
import { UserError } from '../util/error.ts';
import { LONGEST_NAME, unknownName } from '../util/text.ts';

/** Names the nearest flag for one that does not exist. */
export function suggestFlags(command: Command): Command {
  return command.exitOverride(error => {
    const unknown = /unknown option '--([^'=]+)/.exec(error.message)?.[1];
    if (error.code !== 'commander.unknownOption' || unknown === undefined) throw error;
    throw new UserError(flagMessage(unknown, command));
  });
}

/** Only the nearest few of more than a hundred. */
function flagMessage(unknown: string, command: Command): string {
  const valid = command.options.map(option => option.long?.slice(2) ?? '');
  const [sentence, names] = unknownName('flag', unknown, valid).split(' Valid: ');
  const flags = sentence.replace("flag '", "flag '--").replace(/mean '/, "mean '--");
  const all = `\`${fullName(command)} --help\` lists all`;
  if (unknown.length > LONGEST_NAME) return `${flags} ${all}`;
  const near = names.split(', ').slice(0, 5);
  return `${flags} Near: ${near.map(name => `--${name}`).join(', ')}; ${all}`;
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}
