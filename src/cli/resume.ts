import { Command } from 'commander';
import { UserError } from '../util/error.ts';
import { addConfigFlags, givenFlags } from './flags.ts';
import { stepOrBest } from './numbers.ts';
import { noteLeft } from './pack.ts';
import { tell } from './terminal.ts';
import { addStatusFlags, type WatchFlags, watch } from './watch.ts';

interface ResumeFlags extends WatchFlags {
  readonly fork?: boolean;
  readonly out?: string;
  readonly from?: string;
}

/** `saddle resume FOLDER` */
export function resumeCommand(): Command {
  const command = new Command('resume')
    .description(
      'Goes on with a run from its newest good checkpoint, as if it had never stopped. --steps makes it ' +
        'longer; a schedule that spans the run then spans the longer one. Anything else that changes what is computed needs --fork: a new run with the old weights. ' +
        'A zip of a run, as the lab of the studio and `saddle pack` make it, is unpacked into a new folder below runs first.',
    )
    .argument('<run>', 'folder of the run, or a zip of it')
    .option('--fork', 'start a new run with the weights of this one; any flag may change its config')
    .option(
      '--out <folder>',
      'new folder of a fork (default: the next free runs/NNNNN-recipe), or of what a zip holds (default: runs/ and its name)',
    )
    .option('--from <step>', 'with --fork: the checkpoint to start from, or best (default: the newest)');
  addStatusFlags(command);
  addConfigFlags(command);
  return command.action(async (run: string, flags: ResumeFlags) => {
    const { withDataPaths } = await import('../node/data-path.ts');
    const given = { flags: withDataPaths(givenFlags(command)) };
    const { isZip, unpackZip } = await import('../node/zip.ts');
    if (!flags.fork) checkPlain(flags, isZip(run));
    let folder = run;
    if (isZip(run)) {
      const unpacked = await unpackZip(run, flags.fork ? undefined : flags.out);
      folder = unpacked.folder;
      noteLeft(unpacked.left);
      tell(`unpacked ${run} into ${folder}`);
    }
    const { forkRun, resumeRun } = await import('../node/run.ts');
    const { out, from } = flags;
    const step = stepOrBest('--from', from);
    await watch(flags, watching =>
      flags.fork
        ? forkRun(folder, { ...given, ...watching, out, step })
        : resumeRun(folder, { ...given, ...watching }),
    );
  });
}

function checkPlain({ out, from }: ResumeFlags, zip: boolean): void {
  if (out !== undefined && !zip)
    throw new UserError('--out: expected --fork with it; a resumed run stays in its folder');
  if (from !== undefined)
    throw new UserError('--from: expected --fork with it; a resumed run goes on from its newest checkpoint');
}
