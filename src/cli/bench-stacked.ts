import { Command } from 'commander';
import type { StackedResult } from '../experiments/stacked-mnist.ts';
import { addSeedsFlags, benchSeeds } from './bench-seeds.ts';
import { wholeNumber } from './numbers.ts';
import { print } from './terminal.ts';
import { count, decimal } from './text.ts';

interface StackedFlags {
  readonly evaluate?: string;
  readonly step?: string;
  readonly threads?: string;
}

/** `saddle bench stacked-mnist` */
export function stackedCommand(): Command {
  const command = new Command('stacked-mnist')
    .summary('1000 modes of stacked digits')
    .description(
      'Counts the modes of Stacked MNIST that generators find, with a classifier of digits that is trained once. Any ' +
        'flag of `saddle train` changes what is trained. Stopped, it goes on with the same --out.',
    )
    .option('--evaluate <folder>', "measure this run and leave; 'real' measures the data themselves")
    .option('--step <n>', 'with --evaluate: checkpoint to take (default: the newest)');
  addSeedsFlags(command, 3);
  return command.action(async (flags: StackedFlags) => {
    if (flags.evaluate !== undefined) return evaluate(flags.evaluate, flags);
    const { stackedBenchmark } = await import('../experiments/stacked-mnist.ts');
    await benchSeeds(await stackedBenchmark(tell()), command);
  });
}

async function evaluate(folder: string, flags: StackedFlags): Promise<void> {
  const { evaluateRealStacks, evaluateStacked, stackedFloor } = await import(
    '../experiments/stacked-mnist.ts'
  );
  const number = (name: 'step' | 'threads', least: number) =>
    flags[name] === undefined ? undefined : wholeNumber(`--${name}`, flags[name], least);
  const options = { step: number('step', 0), threads: number('threads', 1), onProgress: tell() };
  const result = await (folder === 'real' ? evaluateRealStacks(options) : evaluateStacked(folder, options));
  print(sentence(result, await stackedFloor(result.count)));
}

function sentence(result: StackedResult, floor: { even: number; data: number }): string {
  const { found, total, kl, count: n, accuracy, step } = result;
  return [
    `${count(found)} of ${count(total)} modes, KL ${decimal(kl, 4)}${step > 0 ? ` at step ${count(step)}` : ''}`,
    `${count(n)} samples; a perfect sampler of even digits has KL ${decimal(floor.even, 4)}, of these digits ${decimal(floor.data, 4)}`,
    `classifier: ${decimal(100 * accuracy, 1)} % right on held-out digits`,
  ].join('\n');
}

/** Says how far it is, on one line of a terminal. */
function tell(): ((what: string, share: number) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  return (what, share) => {
    process.stderr.write(`\r\u001b[2K${share < 1 ? `${what} ${Math.floor(100 * share)} %` : ''}`);
  };
}
