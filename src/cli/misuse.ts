import type { Command, CommanderError } from 'commander';
import { UserError } from '../util/error.ts';
import { LONGEST_NAME, unknownName } from '../util/text.ts';

/** Says what commander refuses in our words, with the nearest flag for one that does not exist. */
export function explainMisuse(command: Command): void {
  command.exitOverride(error => {
    throw error.exitCode === 0 ? error : new UserError(sentence(error, command)); // 0: help and version
  });
}

function sentence({ code, message }: CommanderError, command: Command): string {
  const unknown = command.args.find(arg => arg.startsWith('-'));
  if (code === 'commander.unknownOption' && unknown?.startsWith('--'))
    return flagMessage(unknown.slice(2).split('=')[0], command);
  if (code === 'commander.excessArguments') return argumentsMessage(command);
  return message.replace(/^error: /, '').replace(/\n/g, ' ');
}

function argumentsMessage(command: Command): string {
  const { length } = command.registeredArguments;
  return `${command.name()}: expected ${length} argument${length === 1 ? '' : 's'}, got ${command.args.length}`;
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
