import { Command } from 'commander';
import { addSeedsFlags, benchSeeds } from './bench-seeds.ts';
import { print } from './terminal.ts';
import { decimal } from './text.ts';

/** `saddle bench goodfellow-2014` */
export function goodfellowCommand(): Command {
  const command = new Command('goodfellow-2014')
    .summary('table 1 of the first paper: Parzen-window log-likelihood of MNIST')
    .description(
      'Trains the networks of 2014 on 50,000 digits of MNIST, which `saddle data mnist` fetches, and measures them as the ' +
        'paper does. Any flag of `saddle train` changes what is trained. Stopped, it goes on with the same --out.',
    )
    .option('--evaluate <folder>', "measure this run and leave; 'real' measures real training images");
  addSeedsFlags(command, 1);
  return command.action(async ({ evaluate }: { evaluate?: string }) => {
    const { evaluateParzen, goodfellowBenchmark } = await import('../experiments/goodfellow.ts');
    if (evaluate === undefined) return benchSeeds(goodfellowBenchmark(), command);
    const { mean, error, sigma } = await evaluateParzen(evaluate);
    print(
      `log-likelihood ${decimal(mean, 1)} ± ${decimal(error, 1)} nats over 10,000 test images, σ ${decimal(sigma, 4)}`,
    );
  });
}
