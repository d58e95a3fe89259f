import { extname } from 'node:path';
import { Command } from 'commander';
import { comparisonFigure } from '../train/compare-figure.ts';
import { comparisonCells, comparisonMarkdown, comparisonNotes, groupLines } from '../train/compare-text.ts';
import { UserError } from '../util/error.ts';
import { save } from './sample.ts';
import { shown } from './status.ts';
import { print, printJson, tell } from './terminal.ts';
import { columns } from './text.ts';

interface CompareFlags {
  readonly metrics?: string;
  readonly figure?: string;
  readonly markdown?: boolean;
  readonly json?: boolean;
}

/** `saddle compare RUN RUN …` */
export function compareCommand(): Command {
  return new Command('compare')
    .description(
      'Compares evaluated runs. Runs that differ by their seeds only form a group, shown as mean ± standard error; ' +
        "each group is tested against the first by a paired Student's t over common seeds.",
    )
    .argument('<runs...>', "folders of runs, or globs such as 'runs/*-ring'")
    .option(
      '--metrics <names>',
      'figures, such as fd,kd or fd10k-digits (default: all that the runs have in common)',
    )
    .option('--figure <file>', 'draw them, as .svg or .png')
    .option('--markdown', 'print Markdown')
    .option('--json', 'print one JSON object')
    .action(async (runs: string[], flags: CompareFlags) => {
      checkFigure(flags.figure);
      const { compareFolders } = await import('../node/compare.ts');
      const comparison = await compareFolders(
        runs,
        flags.metrics?.split(',').map(name => name.trim()),
      );
      if (flags.figure !== undefined) {
        await saveFigure(flags.figure, comparisonFigure(comparison));
        tell(`figure: ${shown(flags.figure)}`);
      }
      if (flags.json) return printJson(comparison);
      if (flags.markdown) return print(comparisonMarkdown(comparison).trimEnd());
      const { config, groups } = comparison;
      const differing = [['value', ...groups.map(({ letter }) => letter)], ...config.map(row => [...row])];
      print(
        [
          ...groupLines(comparison),
          '',
          columns(comparisonCells(comparison)),
          ...(config.length > 0 ? ['', columns(differing)] : []),
          '',
          ...comparisonNotes(comparison),
        ].join('\n'),
      );
    });
}

function checkFigure(file: string | undefined): void {
  if (file === undefined || ['.svg', '.png'].includes(extname(file).toLowerCase())) return;
  throw new UserError(`--figure: expected a name that ends in .svg or .png, got '${file}'; rename it`);
}

async function saveFigure(file: string, svg: string): Promise<void> {
  if (extname(file).toLowerCase() === '.svg') return save(file, new TextEncoder().encode(svg));
  const { rasterize } = await import('../experiments/figure.ts');
  save(file, await rasterize(svg));
}
