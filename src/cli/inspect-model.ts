import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { contentOf, filesBelow, folderProof, type Listed, type Proof } from '../node/files-of.ts';
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
  readonly files: readonly Listed[];
  /** Whether all is as its SHA256SUMS says; left out where there is none. */
  readonly whole?: boolean;
  readonly damage?: string;
  /** The first file that it does not name. */
  readonly stray?: string;
}

/** Shows an exported model, and the files beside it. */
export async function inspectModel(
  what: string,
  model: string,
  { graph, json }: { readonly graph?: boolean; readonly json?: boolean },
): Promise<void> {
  if (graph) {
    throw new UserError(
      `--graph: expected a run or a recipe, which have a training step, got the exported model ${model}; leave it out`,
    );
  }
  const facts = await factsOf(what, model);
  if (json) printJson(facts);
  else print(words(facts));
}

async function factsOf(what: string, model: string): Promise<Facts> {
  const generator = generatorInfo(contentOf(model));
  if (!generator) {
    throw new UserError(
      `inspect: expected a generator that Saddle exported, got ${model}, another ONNX model; run it by engine.load`,
    );
  }
  const found = statSync(what);
  if (!found.isDirectory()) {
    return { model, generator, files: [{ path: basename(what), bytes: found.size }] };
  }
  const files = filesBelow(what);
  if (files.every(({ path }) => path !== FILE_SUMS)) return { model, generator, files };
  return { model, generator, files, ...proven(await folderProof(what, files)) };
}

function proven({ sums, odd, stray }: Proof): Pick<Facts, 'whole' | 'damage' | 'stray'> {
  const damage = sums === 0 ? `${FILE_SUMS}, which has no sum that can be read` : odd;
  return {
    whole: damage === undefined,
    ...(damage !== undefined && { damage }),
    ...(stray !== undefined && { stray }),
  };
}

function words({ model, generator, files, whole, damage, stray }: Facts): string {
  const { latent, shape, condition, step, data } = generator;
  const asked = condition ? `, on ${conditionText(condition)}` : '';
  const head = [
    `exported generator ${model}: ${data}, ${count(step)} steps`,
    `  [${latent.dim}] ${latent.distribution} noise to [${shape.join(', ')}]${asked}`,
  ];
  const list = columns(files.map(({ path, bytes }) => [`  ${path}`, bytesText(bytes)]));
  const but = stray === undefined ? '' : `, but ${stray}, which has no sum`;
  const proof =
    whole === undefined ? [] : [damage ? `damage: ${damage}` : `files: as they were written${but}`];
  return [head.join('\n'), list, ...proof].join('\n\n');
}
