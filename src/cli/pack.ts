import { Command } from 'commander';

/** `saddle pack FOLDER` */
export function packCommand(): Command {
  return new Command('pack')
    .description(
      'Packs the folder of a run into a zip: `saddle resume` goes on with it on any machine, and the lab of the studio opens it.',
    )
    .argument('<folder>', 'folder of the run')
    .option('--out <file>', 'the zip (default: the name of the folder and .zip, here)')
    .action(async (folder: string, { out }: { out?: string }) => {
      const { packFolder } = await import('../node/zip.ts');
      process.stdout.write(`${await packFolder(folder, out)}\n`);
    });
}
