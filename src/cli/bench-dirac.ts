import { Command } from 'commander';
import { shown } from './status.ts';
import { print, tell } from './terminal.ts';
import { columns } from './text.ts';

interface DiracFlags {
  readonly out?: string;
  readonly device: string;
}

/** `saddle bench dirac` */
export function diracCommand(): Command {
  const command = new Command('dirac')
    .summary('which games come to rest, on the smallest GAN')
    .description(
      'Plays the Dirac-GAN, two numbers, with the real training step and every method, beside theory and published values.',
    )
    .option('--out <folder>', 'folder of table and figure (default: the next free runs/NNNNN-bench-dirac)')
    .option('--device <name>', 'cpu, or reference: the float64 interpreter', 'cpu');
  return command.action((flags: DiracFlags) => bench(flags));
}

async function bench({ out, device }: DiracFlags): Promise<void> {
  const { measureDirac } = await import('../experiments/dirac/measure.ts');
  const { diracCells, diracNotes, writeDirac } = await import('../experiments/dirac/report.ts');
  const { claimFolder } = await import('../experiments/folder.ts');
  const { nextRunFolder } = await import('../run/disk.ts');
  const engine = await engineOf(device);
  const folder = out ?? nextRunFolder('runs', 'bench-dirac');
  claimFolder(folder, 'dirac');
  const results = await measureDirac(engine, ({ method }) => tell(method.name));
  await writeDirac(folder, results);
  print(columns(diracCells(results)));
  for (const note of diracNotes) print(note);
  print(`${shown(folder)}/results.md`);
}

async function engineOf(device: string) {
  if (device === 'reference') return (await import('../engine/reference.ts')).referenceEngine;
  if (device === 'cpu') return (await import('../engine/node.ts')).nodeEngine('cpu', { threads: 1 });
  const { UserError } = await import('../util/error.ts');
  const { unknownName } = await import('../util/text.ts');
  throw new UserError(`--device: ${unknownName('device', device, ['cpu', 'reference'])}`);
}
