import { Command } from 'commander';
import { hubName, revisionOf } from '../node/hub/name.ts';
import { type Pulled, pullFiles } from '../node/hub/pull.ts';
import { shown } from './status.ts';
import { print, printJson, tell, warn } from './terminal.ts';
import { bytesText } from './text.ts';

interface PullFlags {
  readonly out?: string;
  readonly revision?: string;
  readonly token?: string;
  readonly json?: boolean;
}

/** `saddle pull hf:user/name` */
export function pullCommand(): Command {
  return new Command('pull')
    .description(
      'Fetches a model from the Hugging Face Hub into a new folder, whole or not at all. Each file is checked against what the Hub ' +
        'says of it, and against the SHA256SUMS of the model.',
    )
    .argument('<model>', 'hf:user/name')
    .option('--out <folder>', 'new or empty folder (default: the name of the model)')
    .option('--revision <name>', 'branch, tag or commit (default: main)')
    .option(
      '--token <token>',
      'token of the Hub, for private models (default: HF_TOKEN, or the file where `hf auth login` keeps it)',
    )
    .option('--json', 'print what was fetched as one JSON object')
    .action(async (model: string, flags: PullFlags) => {
      const pulled = await pull(model, flags);
      if (flags.json) printJson({ ...pulled, folder: shown(pulled.folder) });
      else print(shown(pulled.folder));
    });
}

async function pull(model: string, { out, revision, token }: PullFlags): Promise<Pulled> {
  const name = hubName('pull', model);
  const folder = out ?? name.split('/')[1];
  const onFetch = (paths: readonly string[], bytes: number) =>
    tell(`fetching ${paths.length} files, ${bytesText(bytes)}, of hf:${name}`);
  const pulled = await pullFiles(name, folder, {
    ...{ token, onFetch, revision: revision === undefined ? undefined : revisionOf(revision) },
  });
  if (!pulled.proven) {
    const lacks = pulled.stray === undefined ? 'no SHA256SUMS that can be read' : `no sum of ${pulled.stray}`;
    warn(`hf:${name} has ${lacks}; what has none is what the Hub says, not proven by who made it`);
  }
  return pulled;
}
