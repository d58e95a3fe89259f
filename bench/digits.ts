import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleLength } from '../src/data/dataset.ts';
import { nodeHost } from '../src/data/loaders/node.ts';
import { openDataset } from '../src/data/registry.ts';

/** Writes the 10,000 embedded digits as raw bytes to a temporary folder; returns the file. */
export async function writeDigits(): Promise<string> {
  const digits = await openDataset({ name: 'mnist', range: '[0, 1]' }, nodeHost());
  if (!('read' in digits)) throw new TypeError('bench: expected a finite data set');
  const pixels = new Float32Array(digits.size * sampleLength(digits));
  await digits.read([...Array(digits.size).keys()], pixels);
  const file = join(mkdtempSync(join(tmpdir(), 'saddle-bench-')), 'digits.u8');
  writeFileSync(
    file,
    Uint8Array.from(pixels, value => Math.round(value * 255)),
  );
  return file;
}
