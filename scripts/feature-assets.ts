// Makes assets/ from the npm package nsfwjs: npx tsx scripts/feature-assets.ts nsfwjs-4.3.0.tgz (from `npm pack nsfwjs@4.3.0`)
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { encodeExcerpt } from '../src/metrics/networks/excerpt.ts';
import { STEM_LAYERS } from '../src/nn/networks/mobilenet-v2.ts';
import { NSFWJS, Nsfwjs } from '../src/node/networks/nsfwjs.ts';

const [tarball] = process.argv.slice(2);
if (tarball === undefined) throw new Error('expected the path of nsfwjs-4.3.0.tgz');

const folder = fileURLToPath(new URL('../assets/', import.meta.url));
const nsfwjs = new Nsfwjs(readFileSync(tarball), tarball);
const norms = ['gamma', 'beta', 'moving_mean', 'moving_variance'];
const names = STEM_LAYERS.flatMap(([kernel, norm]) => [kernel, ...norms.map(part => `${norm}/${part}`)]);
const bytes = encodeExcerpt(nsfwjs.arrays('mobilenet_v2', names), NSFWJS.source);

mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}mobilenet-v2-stem.safetensors`, bytes);
writeFileSync(
  `${folder}mobilenet-v2-stem.LICENSE`,
  `mobilenet-v2-stem.safetensors: the layers Conv1 to block_10_project_BN of MobileNetV2, their 8-bit values unchanged, from
the npm package nsfwjs 4.3.0, file dist/models/mobilenet_v2, under this licence:

${nsfwjs.text('LICENSE')}`,
);
console.log(`${bytes.length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`);
