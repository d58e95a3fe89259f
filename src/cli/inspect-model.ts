import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { filesBelow, oddFile } from '../node/files-of.ts';
import { type GeneratorInfo, generatorInfo } from '../train/export.ts';
import { conditionText } from '../util/condition.ts';
import { UserError } from '../util/error.ts';
import { FILE_SUMS } from '../util/sums.ts';
import { print, printJson } from './terminal.ts';
import { bytesText, columns, count } from './text.ts';

/** What `--json` prints of an exported model. */
interface Facts {
  readonly model: string;
  readonly generator: GeneratorInfo;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /** Whether all is as its SHA256SUMS says; left out where there is none. */
  readonly whole?: boolean;
  readonly damage?: string;
}

/** Shows an exported model, and the files beside it. */
export function inspectModel(
  what: string,
  model: string,
  { graph, json }: { readonly graph?: boolean; readonly json?: boolean },
): void {
  if (graph) {
    throw new UserError(
      `--graph: expected a run or a recipe, which have a training step, got the exported model ${model}; leave it out`,
    );
  }
  const facts = factsOf(what, model);
  if (json) printJson(facts);
  else print(words(facts));
}

function factsOf(what: string, model: string): Facts {
  const generator = generatorInfo(readFileSync(model));
  if (!generator) {
    throw new UserError(
      `inspect: expected a generator that Saddle exported, got ${model}, another ONNX model; run it by engine.load`,
    );
  }
  const isFolder = statSync(what).isDirectory();
  const files = isFolder ? filesBelow(what) : new Map([[basename(what), readFileSync(what)]]);
  const damage = oddFile(files);
  return {
    model,
    generator,
    files: [...files].map(([path, { length }]) => ({ path, bytes: length })),
    ...(files.has(FILE_SUMS) && { whole: damage === undefined }),
    ...(damage !== undefined && { damage }),
  };
}

function words({ model, generator, files, whole, damage }: Facts): string {
  const { latent, shape, condition, step, data } = generator;
  const asked = condition ? `, on ${conditionText(condition)}` : '';
  const head = [
    `exported generator ${model}: ${data}, ${count(step)} steps`,
    `  [${latent.dim}] ${latent.distribution} noise to [${shape.join(', ')}]${asked}`,
  ];
  const list = columns(files.map(({ path, bytes }) => [`  ${path}`, bytesText(bytes)]));
  const proof = whole === undefined ? [] : [damage ? `damage: ${damage}` : 'files: as they were written'];
  return [head.join('\n'), list, ...proof].join('\n\n');
}
