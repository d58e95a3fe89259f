import { askingLines } from '../card-conditions.ts';
import type { GeneratorInfo } from '../export.ts';

/** How others make samples with a model of this name, on the command line, in TypeScript and in Python. */
export function useText(info: GeneratorInfo, repo: string): string {
  const name = repo.split('/').at(-1)!;
  return [
    fenced('sh', commands(info, repo, name)),
    fenced('ts', typescript(name)),
    fenced('python', python(info)),
    `\`python3 model.py --count 64 --seed 7 --out samples.npy\` does the same in PyTorch, from \`model.safetensors\`.`,
  ].join('\n\n');
}

const fenced = (language: string, lines: readonly string[]) =>
  [`\`\`\`${language}`, ...lines, '```'].join('\n');

function commands({ condition }: GeneratorInfo, repo: string, name: string): string[] {
  const asked = askingLines(condition).map(
    ([command]) => `npx ${command.replace('sample .', `sample ${name}`)}`,
  );
  return [
    'npm install saddle-gan @huggingface/hub',
    `npx saddle pull hf:${repo}`,
    `npx saddle sample ${name} --seed 7`,
    ...asked,
  ];
}

const typescript = (name: string) => [
  "import { readFileSync } from 'node:fs';",
  "import { loadGenerator, nodeEngine } from 'saddle-gan/node';",
  '',
  `const generator = await loadGenerator(nodeEngine('cpu'), readFileSync('${name}/onnx/model.onnx'));`,
  'const { values } = await generator.sample({ count: 64, seed: 7 });',
];

const DRAWN: Readonly<Record<string, string>> = {
  normal: 'random.standard_normal((64, DIM))',
  uniform: 'random.uniform(-1, 1, (64, DIM))',
  'uniform-unit': 'random.uniform(-(3**0.5), 3**0.5, (64, DIM))',
  'uniform-01': 'random.uniform(0, 1, (64, DIM))',
};

function python({ latent, condition, shape }: GeneratorInfo): string[] {
  const z = DRAWN[latent.distribution].replace('DIM', `${latent.dim}`);
  const [y, given] = conditionLines(condition);
  const made = shape.length === 3 ? [64, shape[2], shape[0], shape[1]] : [64, ...shape];
  return [
    'import numpy, onnxruntime',
    '',
    'session = onnxruntime.InferenceSession("onnx/model.onnx")',
    'random = numpy.random.default_rng(7)',
    `z = ${z}.astype(numpy.float32)`,
    ...y,
    `x, = session.run(["x"], {"z": z${given}})  # [${made.join(', ')}]`,
  ];
}

function conditionLines(condition: GeneratorInfo['condition']): [lines: string[], given: string] {
  if (!condition) return [[], ''];
  if (condition.kind === 'class')
    return [[`y = (numpy.arange(64) % ${condition.names.length}).astype(numpy.int64)`], ', "y": y'];
  return [['y = ...  # conditions [64, ...] as float32'], ', "y": y'];
}
