// Fréchet distance on a feature network of eight corruptions of CIFAR-10 images: npx tsx bench/corruptions.ts [NETWORK] [PER-CLASS]
import { nodeEngine } from '../src/engine/node.ts';
import { openFeatureNetwork } from '../src/node/networks/open.ts';
import { asDataset, cifarImages, corruptions, distances, lawOf } from '../test/support/corruptions.ts';

const [name = 'mobilenet', perClass = '100'] = process.argv.slice(2);
const [reference, images] = await Promise.all([
  cifarImages('train', Number(perClass)),
  cifarImages('test', Number(perClass)),
]);
const network = await openFeatureNetwork(name, { engine: nodeEngine('cpu'), dataset: asDataset(images) });
const { clean, rows } = await distances(network, images, await lawOf(network, reference));
console.log(
  `FD of ${10 * Number(perClass)} images on ${network.name}; clean images score ${clean.toFixed(2)}\n`,
);
console.log('| corruption | strengths | weak | medium | strong |\n|---|---|---|---|---|');
for (const [kind, row] of Object.entries(rows)) {
  const figures = row.map(value => value.toFixed(2)).join(' | ');
  console.log(`| ${kind} | ${corruptions[kind].strengths.join(', ')} | ${figures} |`);
}
await network.dispose();
