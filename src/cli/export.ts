import { join } from 'node:path';
import { Command } from 'commander';
import { placeFolder, requireFree } from '../node/folder.ts';
import { targets, tellStory, VARIANTS } from '../train/ship/index.ts';
import { destinationOf, discriminatorOf, licenseOf, targetsOf, variantsOf } from './destination.ts';
import { stepOrBest } from './numbers.ts';
import { save } from './sample.ts';
import { shown } from './status.ts';
import { print, printJson, warn } from './terminal.ts';

interface ExportFlags {
  readonly to?: string;
  readonly variants?: string;
  readonly discriminator?: boolean;
  readonly out?: string;
  readonly license?: string;
  readonly step?: string;
  readonly json?: boolean;
}

const summaries = Object.entries(targets).map(([name, { summary }]) => `${name}: ${summary}`);

/** `saddle export FOLDER` */
export function exportCommand(): Command {
  return new Command('export')
    .description(
      'Writes the generator of a run for other programs, with averaged weights if the run keeps them. The ONNX model takes ' +
        'noise z [n, dim] to samples x, images as [n, C, H, W], for any n.',
    )
    .argument('<folder>', 'folder of the run')
    .option('--to <targets>', `${summaries.join('; ')} (default: by the name of --out, else onnx)`)
    .option(
      '--variants <list>',
      `${VARIANTS.join(', ')}: smaller models beside the full one, such as model_fp16.onnx or model_int8.html`,
    )
    .option('--discriminator', 'write the discriminator too, such as model_discriminator.onnx')
    .option(
      '--out <path>',
      'file of one target, such as model.onnx in the folder of the run, the default; for several, pytorch or hub, a folder (default: export in the folder of the run)',
    )
    .option('--license <name>', 'of the weights, for the card of hub, such as cc-by-4.0 (default: unknown)')
    .option('--step <n>', 'checkpoint to take, or best: the one that --best-by chose (default: the newest)')
    .option('--json', 'print what was made as one JSON object')
    .action(async (folder: string, flags: ExportFlags) => {
      const made = await exported(folder, flags);
      if (flags.json) printJson(made);
      else for (const { path } of made.files) print(path);
    });
}

async function exported(
  run: string,
  { to, variants, discriminator = false, out, license, step }: ExportFlags,
) {
  const chosen = targetsOf(to, out);
  const { path, folder, stem } = destinationOf(chosen, run, out);
  const isBoth = discriminatorOf(discriminator, chosen);
  const about = { variants: variantsOf(variants, chosen), license: licenseOf(license, chosen) };
  const options = { stem, discriminator: isBoth, ...about };
  if (tellStory(chosen)) requireFree('--out', folder);
  const { shipRun } = await import('../node/ship.ts');
  const { files, info, warnings } = await shipRun(run, chosen, {
    ...options,
    step: stepOrBest('--step', step),
  });
  for (const warning of warnings) warn(warning);
  if (tellStory(chosen)) placeFolder(folder, files);
  else for (const [name, content] of files) save(join(folder, name), content);
  const written = [...files].map(([name, content]) => {
    return { path: shown(join(folder, name)), bytes: content.length };
  });
  const bytes = written.reduce((sum, file) => sum + file.bytes, 0);
  return { path: shown(path), bytes, files: written, ...info, warnings };
}
