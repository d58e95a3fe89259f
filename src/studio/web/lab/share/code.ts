import { deviceOf } from '../../engine/device.ts';
import { configOf, type Setup, tidy, valueAt } from '../../setup/model.ts';

/** The TypeScript that trains a setup by the package, to be run as it is. */
export function codeOf(setup: Setup): string {
  const config = configOf(setup);
  const paths = Object.keys(tidy(setup).changes).filter(path => path !== 'device');
  const overrides = [...new Set([...paths, 'seed', 'steps'])].reduce<Tree>(
    (tree, path) => placed(tree, path.split('.'), valueAt(config, path)),
    {},
  );
  const device = deviceOf(config) === 'webgpu' ? 'webgpu' : 'cpu';
  return `// npm install saddle-gan tsx && npx tsx gan.ts
import { gaugeOf, memoryRun, nodeEngine, openDataset, resolveConfig, train } from 'saddle-gan/node';

const config = resolveConfig({ recipe: '${setup.recipe}', overrides: ${literal(overrides, 0)} });
const dataset = await openDataset(config.data);
const gauge = await gaugeOf(dataset, config.samples);
const [engine, store] = [nodeEngine('${device}'), await memoryRun(config)];

for await (const event of train({ config, dataset, engine, store })) {
  if (event.type === 'stats') console.log(event.row);
  if (event.type === 'samples') console.log(event.step, await gauge.measure(event.samples));
}
`;
}

type Tree = { readonly [key: string]: unknown };

function placed(tree: Tree, [key, ...rest]: readonly string[], value: unknown): Tree {
  return { ...tree, [key]: rest.length > 0 ? placed((tree[key] ?? {}) as Tree, rest, value) : value };
}

const WIDTH = 100;

/** A value as TypeScript; what does not fit on a line goes onto several. */
function literal(value: unknown, depth: number): string {
  if (typeof value === 'string') return `'${value.replace(/[\\']/g, '\\$&')}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const list = Array.isArray(value);
  const parts = list
    ? value.map(item => literal(item, depth + 1))
    : Object.entries(value).map(([key, item]) => `${keyOf(key)}: ${literal(item, depth + 1)}`);
  if (parts.length === 0) return list ? '[]' : '{}';
  const line = parts.join(', ');
  if (line.length < WIDTH - 20 && !line.includes('\n')) return list ? `[${line}]` : `{ ${line} }`;
  const indent = '  '.repeat(depth + 1);
  const rows = list ? wrapped(parts, WIDTH - indent.length) : parts;
  const [open, close] = list ? '[]' : '{}';
  return `${open}\n${rows.map(row => `${indent}${row},\n`).join('')}${'  '.repeat(depth)}${close}`;
}

const keyOf = (key: string) => (/^[A-Za-z_]\w*$/.test(key) ? key : `'${key}'`);

/** As many items in a row as fit. */
function wrapped(items: readonly string[], width: number): string[] {
  const rows: string[] = [];
  for (const item of items) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + item.length + 3 < width)
      rows[rows.length - 1] = `${last}, ${item}`;
    else rows.push(item);
  }
  return rows;
}
