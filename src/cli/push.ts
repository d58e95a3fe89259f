import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { contentOf, filesBelow, folderProof, type Proof, requireWhole } from '../node/files-of.ts';
import { hubName, revisionOf } from '../node/hub/name.ts';
import { type Pushed, pushFiles } from '../node/hub/push.ts';
import { type Files, VARIANTS } from '../train/ship/index.ts';
import { UserError } from '../util/error.ts';
import { FILE_SUMS } from '../util/sums.ts';
import { licenseOf, variantsOf } from './destination.ts';
import { stepOrBest } from './numbers.ts';
import { print, printJson, tell, warn } from './terminal.ts';
import { bytesText } from './text.ts';

interface PushFlags {
  readonly revision?: string;
  readonly private?: boolean;
  readonly token?: string;
  readonly step?: string;
  readonly variants?: string;
  readonly discriminator?: boolean;
  readonly license?: string;
  readonly json?: boolean;
}

/** Flags that say how a run is exported. */
const OF_RUNS = ['step', 'variants', 'discriminator', 'license'] as const;

/** `saddle push WHAT hf:user/name` */
export function pushCommand(): Command {
  return new Command('push')
    .description(
      'Puts a trained generator on the Hugging Face Hub: what export --to hub writes of a run, or a folder that it wrote. ' +
        'Files that are there already are not sent again, so the same command goes on where it was interrupted.',
    )
    .argument('<what>', 'folder of a run, or a folder of export --to hub')
    .argument('<model>', 'hf:user/name, made where there is none')
    .option('--revision <branch>', 'branch that it goes to, made where there is none (default: main)')
    .option('--private', 'make a new model that only its owner sees')
    .option(
      '--token <token>',
      'token of the Hub (default: HF_TOKEN, or the file where `hf auth login` keeps it)',
    )
    .option('--step <n>', 'of a run: checkpoint to take, or best (default: the newest)')
    .option('--variants <list>', `of a run: ${VARIANTS.join(', ')}, smaller ONNX models beside the full one`)
    .option('--discriminator', 'of a run: the discriminator too')
    .option('--license <name>', 'of a run: licence of the weights, such as cc-by-4.0 (default: unknown)')
    .option('--json', 'print what was sent as one JSON object')
    .action(async (what: string, model: string, flags: PushFlags) => {
      const pushed = await push(what, model, flags);
      if (flags.json) printJson(pushed);
      else print(pushed.url);
    });
}

async function push(what: string, model: string, flags: PushFlags): Promise<Pushed> {
  const name = hubName('push', model);
  const revision = flags.revision === undefined ? undefined : revisionOf(flags.revision);
  const { token, private: hidden } = flags;
  const onSend = (paths: readonly string[], bytes: number) =>
    tell(`sending ${paths.length} files, ${bytesText(bytes)}, to hf:${name}`);
  const files = filesOf(what, name, flags);
  const pushed = await pushFiles(name, files, { revision, private: hidden, token, onSend });
  if (pushed.sent.length === 0) tell(`hf:${name} has all ${pushed.kept.length} files already`);
  return pushed;
}

/** How the files are made; what flags say is checked at once. */
function filesOf(what: string, name: string, flags: PushFlags): () => Promise<Files> {
  const isRun = !existsSync(join(what, FILE_SUMS)) || existsSync(join(what, 'checkpoints'));
  return isRun ? ofRun(what, name, flags) : ofFolder(what, flags);
}

function ofFolder(folder: string, flags: PushFlags): () => Promise<Files> {
  const odd = OF_RUNS.find(flag => flags[flag] !== undefined);
  if (odd !== undefined) {
    throw new UserError(
      `--${odd}: expected a run with it, got ${folder}, which is exported already; leave it out, or push the run`,
    );
  }
  return async () => {
    const files = filesBelow(folder);
    checkProof(folder, await folderProof(folder, files));
    return new Map(files.map(({ path }) => [path, contentOf(join(folder, path))]));
  };
}

function checkProof(folder: string, proof: Proof): void {
  requireWhole('push', proof, 'export it anew');
  if (proof.stray === undefined) return;
  throw new UserError(
    `push: expected files with a sum in ${join(folder, FILE_SUMS)}, got ${proof.stray} without one; move it elsewhere, or export anew`,
  );
}

function ofRun(run: string, repo: string, flags: PushFlags): () => Promise<Files> {
  const options = {
    ...{ repo, discriminator: flags.discriminator ?? false, step: stepOrBest('--step', flags.step) },
    ...{ variants: variantsOf(flags.variants, ['hub']), license: licenseOf(flags.license, ['hub']) },
  };
  return async () => {
    const { shipRun } = await import('../node/ship.ts');
    const { files, warnings } = await shipRun(run, ['hub'], options);
    for (const warning of warnings) warn(warning);
    return files;
  };
}
