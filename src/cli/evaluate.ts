import { Command } from 'commander';
import type { EvaluateRunOptions } from '../node/evaluate.ts';
import type { EvaluateProgress, Evaluation } from '../train/evaluate.ts';
import { evaluationRows } from '../train/verdict.ts';
import { stepOrBest, wholeNumber } from './numbers.ts';
import { shown } from './status.ts';
import { CLEAR, print, printJson, tell, warn } from './terminal.ts';
import { clock, columns, count } from './text.ts';

interface EvaluateFlags {
  readonly samples?: string;
  readonly metrics?: string;
  readonly network?: string;
  readonly seed?: string;
  readonly draws?: string;
  readonly step?: string;
  readonly report?: boolean;
  readonly json?: boolean;
}

/** `saddle evaluate RUN` */
export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description(
      'Measures how good the generator of a run is: each figure with its standard error, beside what real data score ' +
        'against other real data with as many samples. Adds the figures to metric-<name>.jsonl in the run.',
    )
    .argument('<folder>', 'folder of the run')
    .option(
      '--samples <n>',
      'samples N of each measurement (default: 10000, or half of the smaller part of the data)',
    )
    .option('--metrics <names>', 'metrics, such as modes,w2 (default: those that say something of the data)')
    .option(
      '--network <name>',
      'feature network (default: digits, a classifier of the data, where they are labelled images)',
    )
    .option('--seed <n>', 'seed of noise and real samples (default: 0)')
    .option('--draws <n>', 'sets of N samples, which tell the error (default: 3)')
    .option('--step <n>', 'checkpoint to take, or best: the one that --best-by chose (default: the newest)')
    .option(
      '--report',
      'write report.html and report.md into the run, with pictures, charts and how to reproduce them',
    )
    .option('--json', 'print the evaluation as one JSON object')
    .action(async (folder: string, flags: EvaluateFlags) => {
      const { evaluation, reports } = await evaluated(folder, flags);
      clearLine();
      if (flags.json) printJson(evaluation);
      else print([evaluationText(folder, evaluation), ...reports.map(shown)].join('\n'));
    });
}

async function evaluated(folder: string, flags: EvaluateFlags) {
  const { evaluateOpened, openEvaluated } = await import('../node/evaluate.ts');
  const options = { ...optionsOf(flags), ...telling() };
  const run = await openEvaluated(folder, options);
  try {
    const evaluation = await evaluateOpened(run, options);
    if (!flags.report) return { evaluation, reports: [] };
    const { writeReports } = await import('../node/report.ts');
    return { evaluation, reports: await writeReports(run, evaluation, commandOf(folder, flags)) };
  } finally {
    await run.dispose();
  }
}

/** The command that gives the same evaluation. */
function commandOf(folder: string, flags: EvaluateFlags): string {
  const { samples, metrics, network, seed, draws, step } = flags;
  const given = Object.entries({ samples, metrics, network, seed, draws, step });
  const said = given.flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${value}`]));
  return ['saddle evaluate', shown(folder), ...said].join(' ');
}

function optionsOf(flags: EvaluateFlags): EvaluateRunOptions {
  const number = (name: 'samples' | 'seed' | 'draws', least: number) =>
    flags[name] === undefined ? undefined : wholeNumber(`--${name}`, flags[name], least);
  return {
    samples: number('samples', 1),
    seed: number('seed', 0),
    draws: number('draws', 1),
    step: stepOrBest('--step', flags.step),
    network: flags.network,
    metrics: flags.metrics?.split(',').map(name => name.trim()),
  };
}

/** The table of an evaluation, with what is needed to read it. */
export function evaluationText(folder: string, evaluation: Evaluation): string {
  const { step, samples, draws, seed, reals, network, left } = evaluation;
  const compared = reals.reference === null ? 'the law of the data' : `${count(reals.reference)} real ones`;
  const by = network ? `; network ${network.name}` : '';
  const rows = evaluationRows(evaluation).map(({ title, protocol, value, real, better, verdict }) => [
    title,
    protocol,
    value,
    real,
    better,
    verdict,
  ]);
  return [
    `${shown(folder)}, step ${count(step)}: ${count(samples)} samples against ${compared}, ${draws} draws, seed ${seed}${by}`,
    columns([['measure', 'name', 'value', 'real data', 'better', 'that is'], ...rows]),
    ...Object.entries(left).map(([name, reason]) => `left out ${name}: ${reason}`),
    `± of a value: its standard error; of real data: how much their scores vary. Measured in ${clock(evaluation.seconds)}.`,
  ].join('\n');
}

const TICK_MS = 5000;

/** Progress on one line of a terminal, else a line every few seconds. */
function telling(): Pick<EvaluateRunOptions, 'onProgress' | 'onNotice'> {
  let next = performance.now() + TICK_MS;
  const onProgress = (progress: EvaluateProgress) => {
    if (process.stderr.isTTY) process.stderr.write(`${CLEAR}${progressText(progress)}`);
    else if (performance.now() >= next) {
      next = performance.now() + TICK_MS;
      tell(progressText(progress));
    }
  };
  return { onProgress, onNotice: sentence => warn(sentence) };
}

function clearLine(): void {
  if (process.stderr.isTTY) process.stderr.write(CLEAR);
}

function progressText({ stage, done, total, rate, secondsLeft }: EvaluateProgress): string {
  if (done === 0) return stage;
  return `${stage}  ${count(done)}/${count(total)}  ${count(Math.round(rate))}/s  ETA ${clock(secondsLeft)}`;
}
