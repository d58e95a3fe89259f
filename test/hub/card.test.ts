import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { fixedCard } from '../fixtures/hub/card.ts';

const record = JSON.parse(readFileSync(new URL('../fixtures/hub/card.json', import.meta.url), 'utf8'));
interface Result {
  readonly task: { readonly type: string };
  readonly dataset: { readonly name: string; readonly type: string };
  readonly metrics: readonly { readonly type: string; readonly name: string; readonly value: number }[];
}
interface Front {
  readonly 'model-index': readonly { readonly name: string; readonly results: readonly Result[] }[];
}
const frontOf = (card: string) => load(/^---\n(.*?)---\n/s.exec(card)![1]) as Front;

it('is the card that huggingface_hub read', () => {
  expect(fixedCard()).toBe(record.card);
});

it('says to huggingface_hub what it says to another reader of YAML', () => {
  const { 'model-index': index, ...front } = frontOf(fixedCard());
  const { license, library_name, pipeline_tag, tags, datasets, model_name } = record;
  expect(front).toEqual({ license, library_name, pipeline_tag, tags, datasets });
  expect(index).toHaveLength(1);
  expect(index[0].name).toBe(model_name);
  const found = index[0].results.flatMap(({ task, dataset, metrics }) =>
    metrics.map(({ type, name, value }) => ({
      task: task.type,
      dataset: [dataset.name, dataset.type],
      metric: [type, name, value],
    })),
  );
  expect(found).toEqual(record.results);
});

it('says what was measured, and of what it is made', () => {
  expect(record).toMatchObject({
    ...{ license: 'cc-by-4.0', library_name: 'saddle-gan', pipeline_tag: 'unconditional-image-generation' },
    ...{ datasets: ['ylecun/mnist'], model_name: 'run: "one" # 1' },
    tags: ['gan', 'mlp', 'conditional', 'saddle', 'onnx', 'pytorch'],
    results: [
      { metric: ['fd10k-digits', 'Fréchet: distance (fd10k-digits)', 3.25] },
      { metric: ['kd10k-digits', "Kernel 'distance' (kd10k-digits)", -1e-7] },
    ],
  });
  const card = fixedCard();
  expect(card).toContain('\n## Data\n\nSource: here.\n\n## Files\n');
  expect(card).toContain('\n## Networks\n\nthree\n');
  expect(card).not.toContain('## Metrics');
  expect(card).toContain('| `onnx/model_int8.onnx` | the generator with weights of 8 bits |');
  expect(card).toContain(
    '| `onnx/model_discriminator_int8.onnx` | the discriminator with weights of 8 bits |',
  );
  expect(card).toContain("| `samples/grid.png` | samples of the run's seed |");
});

it('of weights that nobody measured has no figures, and says how to get them', () => {
  const card = fixedCard({ figures: [] });
  expect(frontOf(card)).not.toHaveProperty('model-index');
  expect(card).toContain('None measured of these weights: `saddle evaluate RUN --step 1500` measures them');
});
