import type { FiniteDataset } from '../src/data/dataset.ts';
import { nodeHost } from '../src/data/loaders/node.ts';
import { openDataset } from '../src/data/registry.ts';
import { nodeEngine } from '../src/engine/node.ts';
import { classesOf } from '../src/metrics/features.ts';
import { openFeatureNetwork } from '../src/node/networks/open.ts';
import { openGenerator, sampleRun } from '../src/node/sample.ts';
import { type Drawn, drawSamples, quantized } from '../src/train/generated.ts';
import { realSamples } from '../src/train/pictures.ts';
import { type Attribute, attributesLength } from '../src/util/attributes.ts';
import { attributesOf, conditionValues } from '../src/util/condition.ts';
import { UserError } from '../src/util/error.ts';

/**
 * How many faces have what was asked for, of a run on `pixel-faces` with `--data.condition attributes`: the share of N samples whose
 * hair, skin, glasses and all at once a classifier for each recognises as asked, beside the share of real faces that neither the run
 * nor the classifiers have seen. One classifier for each attribute is trained on the faces of the run, once, and kept in the cache.
 *
 *   npx tsx bench/attributes.ts RUN [N, default 10,000]
 */
const [folder, number = '10000'] = process.argv.slice(2);
if (folder === undefined) throw new UserError('attributes: expected the folder of a run, got none');
const count = Number(number);
const engine = nodeEngine('cpu', { threads: 1 });
const { config } = await sampleRun(folder, { count: 1 });
const { data } = config;
if (data.name !== 'pixel-faces' || data.condition !== 'attributes') {
  throw new UserError(
    `attributes: expected a run on pixel-faces with --data.condition attributes, got one on ${data.name}`,
  );
}
const open = async (options: object) =>
  (await openDataset({ ...data, ...options } as never, nodeHost())) as FiniteDataset;
const faces = await open({});
const attributes = attributesOf(faces.condition)!;
const seen = Number(data.faces);
const unseen = await open({ faces: seen + count, start: seen, count });

async function generated(): Promise<Drawn> {
  const generator = await openGenerator(folder);
  const { values, conditions } = await drawSamples(generator, faces, { count, seed: 0, draw: 0 });
  await generator.dispose();
  return { values: quantized(values, faces), conditions };
}

async function real(): Promise<Drawn> {
  const conditions = conditionValues(unseen.condition!, count);
  return { values: await realSamples(unseen, count, 0, conditions), conditions };
}

/** Which value of an attribute each sample was asked to have. */
function askedOf({ conditions }: Drawn, attribute: Attribute): Int32Array {
  const width = attributesLength(attributes);
  const first = attributesLength(attributes.slice(0, attributes.indexOf(attribute)));
  return Int32Array.from(
    { length: count },
    (_, i) => conditions!.indexOf(1, i * width + first) - i * width - first,
  );
}

/** Whether each sample of each set has the value of an attribute that was asked for. */
async function judged(attribute: Attribute, sets: readonly Drawn[]): Promise<boolean[][]> {
  const dataset = await open({ condition: attribute.name });
  const network = await openFeatureNetwork('digits', { engine, dataset });
  const right: boolean[][] = [];
  for (const drawn of sets) {
    const found = classesOf(await network.look(drawn.values, count));
    right.push(Array.from(askedOf(drawn, attribute), (place, i) => found[i] === place));
  }
  await network.dispose();
  return right;
}

const share = (right: readonly boolean[]) => right.filter(Boolean).length / right.length;
const percent = (right: readonly boolean[]) => `${(100 * share(right)).toFixed(2)} %`;
const row = (name: string, sets: readonly (readonly boolean[])[]) =>
  console.log(`| ${name} | ${sets.map(percent).join(' | ')} |`);

const sets = [await generated(), await real()];
console.log(`| ${count} samples | as asked | real faces not trained on |\n|---|---|---|`);
const all = sets.map(() => new Array<boolean>(count).fill(true));
for (const attribute of attributes) {
  const right = await judged(attribute, sets);
  const asked = sets.map(drawn => askedOf(drawn, attribute));
  row(attribute.name, right);
  for (const [place, value] of attribute.values.entries()) {
    const those = right.map((mine, s) => mine.filter((_, i) => asked[s][i] === place));
    row(`${attribute.name}: ${value}`, those);
  }
  for (const [s, mine] of right.entries()) for (let i = 0; i < count; i++) all[s][i] &&= mine[i];
}
row('all at once', all);
