import type { Command } from 'commander';
import { diracCommand } from './bench-dirac.ts';
import { modesCommand } from './bench-modes.ts';
import { stackedCommand } from './bench-stacked.ts';
import { groupCommand } from './group.ts';

/** `saddle bench modes | dirac | stacked-mnist` */
export function benchCommand(): Command {
  const parts = [modesCommand(), diracCommand(), stackedCommand()];
  const description = 'Runs the published experiments over seeds and prints their tables.';
  return groupCommand('bench', 'benchmark', description, parts);
}
