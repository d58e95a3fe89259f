import { extname, join } from 'node:path';
import { Command } from 'commander';
import { UserError } from '../util/error.ts';
import { stepOrBest } from './numbers.ts';
import { save } from './sample.ts';
import { shown } from './status.ts';
import { print, printJson, warn } from './terminal.ts';

interface ExportFlags {
  readonly out?: string;
  readonly step?: string;
  readonly json?: boolean;
}

/** `saddle export FOLDER` */
export function exportCommand(): Command {
  return new Command('export')
    .description(
      'Writes the generator of a run as an ONNX model, with averaged weights if the run keeps them: noise z [n, dim] to ' +
        'samples x, images as [n, C, H, W], for any n. ONNX Runtime opens it in Node, browsers and Python.',
    )
    .argument('<folder>', 'folder of the run')
    .option('--out <file>', 'the model (default: model.onnx in the folder of the run)')
    .option('--step <n>', 'checkpoint to take, or best: the one that --best-by chose (default: the newest)')
    .option('--json', 'print what was made as one JSON object')
    .action(async (folder: string, flags: ExportFlags) => {
      const made = await exported(folder, flags);
      if (flags.json) printJson(made);
      else print(made.path);
    });
}

async function exported(folder: string, { out = join(folder, 'model.onnx'), step }: ExportFlags) {
  if (extname(out).toLowerCase() !== '.onnx') {
    throw new UserError(`--out: expected a name that ends in .onnx, got '${out}'; rename it`);
  }
  const { exportRun } = await import('../node/sample.ts');
  const { model, info, warnings } = await exportRun(folder, { step: stepOrBest('--step', step) });
  for (const warning of warnings) warn(warning);
  save(out, model);
  return { path: shown(out), bytes: model.length, ...info, warnings };
}
