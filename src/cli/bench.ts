import type { Command } from 'commander';
import { diracCommand } from './bench-dirac.ts';
import { goodfellowCommand } from './bench-goodfellow.ts';
import { modesCommand } from './bench-modes.ts';
import { stackedCommand } from './bench-stacked.ts';
import { groupCommand } from './group.ts';

/** `saddle bench modes | dirac | stacked-mnist | goodfellow-2014` */
export function benchCommand(): Command {
  const parts = [modesCommand(), diracCommand(), stackedCommand(), goodfellowCommand()];
  const description = 'Runs the published experiments over seeds and prints their tables.';
  return groupCommand('bench', 'benchmark', description, parts);
}
