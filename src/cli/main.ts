import { Command, CommanderError } from 'commander';
import { failureEvent, failureFrom } from '../jobs/failure.ts';
import { errorCode, UserError } from '../util/error.ts';
import { safe, safeLine, unknownName } from '../util/text.ts';
import { VERSION } from '../util/version.ts';
import { explainMisuse } from './misuse.ts';
import { checkRepeats } from './repeats.ts';
import { labelled, printJson, styled } from './terminal.ts';

interface Entry {
  readonly summary: string;
  /** Loads the command; what is heavy is loaded by its action only. */
  load(args: readonly string[]): Promise<Command>;
}

const commands: Record<string, Entry> = {
  train: {
    summary: 'train a GAN: `saddle train mnist`; --list shows the recipes',
    load: async args => (await import('./train.ts')).trainCommand(args),
  },
  resume: {
    summary: 'go on with a run, exactly where it stopped; or fork a new one from it',
    load: async () => (await import('./resume.ts')).resumeCommand(),
  },
  pack: {
    summary: 'pack a run into one zip, for another machine or the lab of the studio',
    load: async () => (await import('./pack.ts')).packCommand(),
  },
  sample: {
    summary: 'make samples with a trained generator: picture grids, files, arrays, animations',
    load: async () => (await import('./sample.ts')).sampleCommand(),
  },
  evaluate: {
    summary: 'measure how good a generator is, beside what real data score',
    load: async () => (await import('./evaluate.ts')).evaluateCommand(),
  },
  compare: {
    summary: 'compare evaluated runs: seeds together, tested, what differs',
    load: async () => (await import('./compare.ts')).compareCommand(),
  },
  export: {
    summary: 'write a trained generator for other programs: ONNX, PyTorch, the Hub',
    load: async () => (await import('./export.ts')).exportCommand(),
  },
  push: {
    summary: 'put a trained generator on the Hugging Face Hub',
    load: async () => (await import('./push.ts')).pushCommand(),
  },
  pull: {
    summary: 'fetch a model from the Hugging Face Hub',
    load: async () => (await import('./pull.ts')).pullCommand(),
  },
  data: {
    summary: 'list datasets, fetch or import them, dump real samples',
    load: async () => (await import('./data.ts')).dataCommand(),
  },
  inspect: {
    summary: 'show what is in a run, a checkpoint or a recipe',
    load: async () => (await import('./inspect.ts')).inspectCommand(),
  },
  bench: {
    summary: 'run the published experiments over seeds: modes, Stacked MNIST, the Dirac-GAN',
    load: async () => (await import('./bench.ts')).benchCommand(),
  },
  theory: {
    summary: 'compute entropies, divergences and optima of two laws',
    load: async () => (await import('./theory.ts')).theoryCommand(),
  },
  studio: {
    summary: 'open the studio, a web application that shows and starts runs',
    load: async () => (await import('./studio.ts')).studioCommand(),
  },
  doctor: {
    summary: 'show what this machine has: devices, data, versions',
    load: async () => (await import('./doctor.ts')).doctorCommand(),
  },
};

/** Runs the command line; sets the exit code: 0 good, 1 a fault of ours, 2 one that the user can mend. */
export async function main(args: readonly string[]): Promise<void> {
  process.stdout.on('error', leaveOnClosedPipe);
  process.stderr.on('error', ignoreClosedPipe);
  const given = plainHelp(args.map(kebab));
  try {
    const program = await build(given);
    await program.parseAsync([...given], { from: 'user' });
  } catch (error) {
    process.exitCode = report(error, speaksJson(given));
  }
}

/** `--logEvery=5` is `--log-every=5`: flags may be spelled as in a config file. */
function kebab(arg: string): string {
  const flag = /^--[a-z][\w.-]*/.exec(arg)?.[0];
  if (flag === undefined) return arg;
  return flag.replace(/(?<=[a-z\d])[A-Z]/g, letter => `-${letter.toLowerCase()}`) + arg.slice(flag.length);
}

/** `saddle help train` is `saddle train --help`. */
function plainHelp(args: readonly string[]): readonly string[] {
  return args[0] === 'help' ? [...args.slice(1), '--help'] : args;
}

/** The program with only the command that is asked for in full, the others as lines of the help. */
async function build(args: readonly string[]): Promise<Command> {
  const program = new Command('saddle')
    .description('Trains generative adversarial networks.')
    .version(VERSION, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addHelpText('after', '\nStart with: saddle train mnist\nFlags of a command: saddle train --help');
  const wanted = args.find(arg => !arg.startsWith('-'));
  if (wanted !== undefined && !Object.hasOwn(commands, wanted)) {
    throw new UserError(unknownName('command', wanted, Object.keys(commands)));
  }
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = name === wanted ? await load(args.slice(args.indexOf(name) + 1)) : new Command(name);
    program.addCommand(command.summary(summary));
  }
  everyCommand(program, command => {
    explainMisuse(command.helpOption('-h, --help', 'show this help'));
    command.configureOutput({ outputError: () => {} }); // what was wrong is said by `report`
    command.configureHelp({
      showGlobalOptions: false,
      styleTitle: title => styled('bold', title, process.stdout),
      styleOptionTerm: term => styled('cyan', term, process.stdout),
      styleSubcommandTerm: term => styled('cyan', term, process.stdout),
    });
    checkRepeats(command);
  });
  if (args.length === 0) program.action(() => program.outputHelp());
  return program;
}

function everyCommand(command: Command, change: (command: Command) => void): void {
  change(command);
  for (const inner of command.commands) everyCommand(inner, change);
}

/** Whether a command prints an object a line, so that its failure is one too. */
const speaksJson = ([command, ...flags]: readonly string[]) =>
  (command === 'train' || command === 'resume') && flags.includes('--json');

/** Says what went wrong, in JSON on stdout as well; returns the exit code. */
function report(error: unknown, json: boolean): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0; // help and version
  const failure = failureFrom(worded(error));
  if (json) printJson(failureEvent(failure));
  if (failure.reason !== 'crashed') return complain(safeLine(failure.message), 2);
  return complain(safe(error instanceof Error ? (error.stack ?? error.message) : String(error)), 1);
}

/** Packages may be missing, and so may the binaries that some bring, where an installation was interrupted. */
function worded(error: unknown): unknown {
  if (!NOT_INSTALLED.has(errorCode(error) ?? '')) return error;
  return new UserError(`${(error as Error).message.split('\n')[0]}; run npm install again`);
}

const NOT_INSTALLED = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED']);

function complain(message: string, code: number): number {
  process.stderr.write(`${labelled('red', `error: ${message}`)}\n`);
  return code;
}

/** A closed pipe, or a terminal that is gone. */
const isClosed = (error: Error) => CLOSED.has(errorCode(error) ?? '');
const CLOSED = new Set(['EPIPE', 'ECONNRESET', 'EIO']);

/** `saddle … | head`: nobody listens, so nothing is left to do; but a training listens itself, and saves first. */
function leaveOnClosedPipe(error: Error): void {
  if (!isClosed(error)) throw error;
  if (process.stdout.listenerCount('error') === 1) process.exit();
}

/** Nobody reads what is said beside the result; the result may be read. */
function ignoreClosedPipe(error: Error): void {
  if (!isClosed(error)) throw error;
}
