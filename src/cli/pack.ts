import { Command } from 'commander';
import { print, tell, warn } from './terminal.ts';

/** `saddle pack FOLDER` */
export function packCommand(): Command {
  return new Command('pack')
    .description(
      'Packs the folder of a run into a zip: `saddle resume` goes on with it on any machine, and the lab of the studio opens it.',
    )
    .argument('<folder>', 'folder of the run')
    .option('--out <file>', 'the zip (default: the name of the folder and .zip, here)')
    .action(async (folder: string, { out }: { out?: string }) => {
      const [{ packFolder }, { readRun }] = await Promise.all([
        import('../node/zip.ts'),
        import('../run/disk.ts'),
      ]);
      const { zip, left } = await packFolder(folder, out);
      noteLeft(left);
      for (const fault of await (await readRun(folder)).check()) warn(fault);
      print(zip);
    });
}

/** Says which files are not those of a run, and so stay where they are. */
export function noteLeft(left: readonly string[]): void {
  if (left.length === 0) return;
  const more = left.length > 5 ? ` and ${left.length - 5} more` : '';
  tell(`left out what is no file of a run: ${left.slice(0, 5).join(', ')}${more}`);
}
