// Modes of the grid that the plain game finds with each remedy of docs/cures, over seeds; puts the figures into the pages.
// Goes on where it was stopped. Run: npm run build && npx tsx bench/remedies.ts [--seeds 3] [--out runs/remedies]
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { askedFlags, fillPages } from './pages.ts';

const { values: options } = parseArgs({
  options: { seeds: { type: 'string', default: '3' }, out: { type: 'string', default: 'runs/remedies' } },
});
const root = join(import.meta.dirname, '..');
const PLAIN = 'the plain game';

for (const flags of ['', ...askedFlags('modes')]) {
  const given = flags.split(' ').filter(Boolean);
  const fixed = ['--data', 'grid', '--recipe', 'grid-plain', '--seeds', options.seeds, '--out', options.out];
  const command = ['bench', 'modes', ...fixed, '--label', flags || PLAIN, ...given];
  const { status } = spawnSync(process.execPath, [join(root, 'bin/saddle.js'), ...command], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}

interface Summary {
  readonly mean: number;
  readonly standardError: number;
}
interface Row {
  readonly label: string;
  readonly summary: Readonly<Record<'modesFound' | 'highQuality' | 'reverseKl', Summary>>;
}

const path = join(options.out, 'results.json');
if (!existsSync(path)) throw new Error(`${path}: expected the results of saddle bench modes, found none`);
const { rows } = JSON.parse(readFileSync(path, 'utf8')) as { rows: readonly Row[] };
const words = ({ mean, standardError }: Summary, digits: number) =>
  `${mean.toFixed(digits)} ± ${standardError.toFixed(digits)}`;
const result = ({ summary: { modesFound, highQuality, reverseKl } }: Row) =>
  `${words(modesFound, 1)} of 25 modes, ${words(highQuality, 1)} % of high quality, reverse KL ${words(reverseKl, 2)}`;
const plain = rows.find(row => row.label === PLAIN)!;
fillPages('modes', flags => {
  const row = rows.find(({ label }) => label === flags);
  return (
    row &&
    `on the grid, ${options.seeds} seeds, 3000 steps of \`grid-plain\`: without it ${result(plain)}; with \`${flags}\` ${result(row)} (\`npx tsx bench/remedies.ts\`).`
  );
});

/** The chart without the scatter plots below it, which are too many for a page. */
const ROW = 48;
const { published } = JSON.parse(readFileSync(path, 'utf8')) as { published: readonly unknown[] };
const chart = sharp(join(options.out, 'results.png'));
const { width = 0 } = await chart.metadata();
const height = 190 + ROW * (rows.length + published.length);
await chart
  .extract({ left: 0, top: 0, width, height })
  .resize(1440)
  .png({ palette: true })
  .toFile(join(root, 'docs/images/remedies.png'));
