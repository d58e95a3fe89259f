import { Command } from 'commander';
import type { PictureReport, Sheet } from '../data/pictures/inspect.ts';
import type { Image } from '../image/image.ts';
import { UserError } from '../util/error.ts';
import { save } from './sample.ts';
import { picturesText, shown } from './status.ts';
import { CLEAR, print, printJson, tell } from './terminal.ts';
import { columns, count } from './text.ts';

/** `saddle data inspect PATH` */
export function inspectDataCommand(): Command {
  return new Command('inspect')
    .summary('look at pictures of your own: sizes, classes, duplicates, what cannot be read')
    .description(
      'Looks at every picture of a folder or a file of many, and says what there is. Nothing is changed or kept.',
    )
    .argument('<path>', 'folder, ZIP or another file of pictures')
    .option('--out <file>', 'write a contact sheet of up to 100 of them as PNG (default: none)')
    .option('--json', 'as one JSON object')
    .action(async (path: string, { out, json }: { out?: string; json?: boolean }) => {
      checkOut(out);
      const { report, sheet } = await inspected(path);
      if (json) printJson(report);
      else print(reportText(report));
      if (out !== undefined) await saveSheet(out, sheet);
    });
}

function checkOut(out: string | undefined): void {
  if (out === undefined || /\.png$/i.test(out)) return;
  throw new UserError(`--out: expected the name of a picture, which ends in .png, got '${out}'; rename it`);
}

async function inspected(path: string) {
  const [{ inspectPictures }, { nodeHost }] = await Promise.all([
    import('../data/pictures/inspect.ts'),
    import('../data/loaders/node.ts'),
  ]);
  const host = nodeHost(undefined, undefined, progress => {
    if (process.stderr.isTTY)
      process.stderr.write(
        `${CLEAR}${picturesText(progress).replace('decoding pictures, once', 'looking at pictures')}`,
      );
  });
  const { pictures } = host;
  const result = await inspectPictures(path, { ...host, pictures: pictures! });
  if (process.stderr.isTTY) process.stderr.write(CLEAR);
  return result;
}

const MOST_NAMED = 10;

function reportText(report: PictureReport): string {
  const { what, sizes, formats, modes, classes, duplicates, unreadable, others, notes } = report;
  const size = ([width, height]: readonly [number, number]) => `${width} × ${height}`;
  const classRows = Object.entries(classes).slice(0, 50);
  const rows = [
    ['found', `${count(report.count)} pictures in the ${what}`],
    ...(sizes
      ? [['sizes', `${size(sizes.least)} least, ${size(sizes.median)} median, ${size(sizes.most)} most`]]
      : []),
    ['formats', countsText(formats)],
    ['modes', countsText(modes)],
    ['classes', classRows.length === 0 ? 'none' : countsText(Object.fromEntries(classRows))],
    ['duplicates', duplicates.length === 0 ? 'none' : named(duplicates.map(names => names.join(' = ')))],
    [
      'unreadable',
      unreadable.length === 0 ? 'none' : named(unreadable.map(([name, why]) => `${name} (${why})`)),
    ],
    ['other files', others.length === 0 ? 'none' : named(others)],
    ...notes.map(note => ['note', note]),
  ];
  return columns(rows);
}

const countsText = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([name, n]) => `${name} ${count(n)}`)
    .join(', ') || 'none';

const named = (names: readonly string[]) =>
  `${count(names.length)}: ${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ', … (--json has all)' : ''}`;

async function saveSheet(out: string, { side, pixels }: Sheet): Promise<void> {
  if (pixels.length === 0)
    throw new UserError(
      '--out: expected pictures for a contact sheet, got none that can be read; leave it out',
    );
  const [{ gridImage }, { encodePng }] = await Promise.all([
    import('../image/grid.ts'),
    import('../image/png.ts'),
  ]);
  const values = Float32Array.from(pixels.flatMap(rgb => [...rgb]));
  const image: Image = gridImage(values, [side, side, 3], { range: [0, 255], background: 255 });
  save(out, encodePng(image));
  tell(`contact sheet: ${shown(out)}`);
}
