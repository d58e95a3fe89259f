import { Command } from 'commander';
import { addSeedsFlags, benchSeeds } from './bench-seeds.ts';
import { print } from './terminal.ts';

/** `saddle bench modes` */
export function modesCommand(): Command {
  const command = new Command('modes')
    .summary('modes of the ring, the grid and a mixture in 1200 dimensions')
    .description(
      'Counts the modes that generators find, by the protocol of VEEGAN and PacGAN: --data ring (default), grid or ' +
        'high-dim. Any flag of `saddle train` changes what is trained. Stopped, it goes on with the same --out.',
    )
    .option('--evaluate <folder>', 'measure this run and leave');
  addSeedsFlags(command, 10);
  return command.action(async (flags: { evaluate?: string; data?: string }) => {
    const { evaluateModes, modesBenchmark } = await import('../experiments/modes.ts');
    if (flags.evaluate !== undefined) {
      return print(await evaluateModes(flags.evaluate));
    }
    await benchSeeds(await modesBenchmark(flags.data ?? 'ring'), command);
  });
}
