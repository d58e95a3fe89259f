// Refuses imports that point up. Run by `npm test`, or alone: npx tsx scripts/check-layers.ts
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { circles } from './circles.ts';

/** Folders, and single files where a layer may see no more of a folder than that; `*` stands for any beginning. */
type Targets = readonly string[];

const ENGINE_INTERFACE = 'engine/engine.ts';
const STORE_INTERFACE = 'run/store.ts';
const PORTABLE = ['util/', 'theory/', 'graph/', 'nn/', 'gan/', 'data/', 'image/', 'metrics/', 'train/'];

/** What each part of `src/` may import of the others; the first that fits a file counts. */
export const layers: Readonly<Record<string, Targets>> = {
  'util/': [],
  'theory/': ['util/'],
  'graph/': ['util/'],
  'run/': ['util/'],
  'jobs/': ['util/'],
  'image/': ['util/'],
  'data/': ['util/', 'theory/'],
  'engine/': ['util/', 'graph/'],
  'nn/': ['util/', 'graph/'],
  'gan/': ['util/', 'graph/', 'nn/'],
  'metrics/': ['util/', 'theory/', 'graph/', 'nn/', 'gan/', 'data/', ENGINE_INTERFACE, 'run/safetensors.ts'],
  'train/': [...PORTABLE, ENGINE_INTERFACE, STORE_INTERFACE, 'run/safetensors.ts'],
  'node/': [...PORTABLE, 'engine/', 'run/'],
  'experiments/': [...PORTABLE, 'engine/', 'run/', 'jobs/', 'node/'],
  'cli/': [
    ...PORTABLE,
    'engine/',
    'run/',
    'jobs/',
    'node/',
    'experiments/',
    'studio/server/',
    'studio/protocol.ts',
  ],
  'studio/protocol.ts': [STORE_INTERFACE, 'train/'],
  'studio/server/': ['util/', 'run/', 'jobs/', 'train/', 'studio/protocol.ts'],
  'studio/web/': [...PORTABLE, 'engine/engine.ts', 'engine/web.ts', 'run/', 'studio/protocol.ts'],
  'page/': [
    ...PORTABLE,
    '../packages/client/',
    'studio/web/shell/theme.css',
    'studio/web/shell/controls.css',
    'studio/web/images/directions.ts',
    'studio/web/images/latent.ts',
  ],
  'index.ts': [
    ...PORTABLE,
    ENGINE_INTERFACE,
    'engine/reference.ts',
    STORE_INTERFACE,
    'run/memory.ts',
    'run/safetensors.ts',
  ],
  'node.ts': [...PORTABLE, 'engine/', 'run/', 'node/', 'index.ts'],
  'web.ts': [...PORTABLE, ENGINE_INTERFACE, 'engine/web.ts', 'run/', 'index.ts'],
};

const ON_NODE = [
  'cli/',
  'jobs/',
  'node/',
  'experiments/',
  'studio/server/',
  'engine/node',
  'engine/probe.ts',
];

/** Which files may import a package; names end in `*` where the rest is free. */
export const packages: Readonly<Record<string, Targets>> = {
  'onnxruntime-*': ['engine/node', 'engine/web.ts', 'engine/ort', 'page/embedded.ts'],
  'node:*': [
    ...ON_NODE,
    'data/cache.ts',
    'data/fetch.ts',
    'data/loaders/node',
    'run/disk.ts',
    'run/lock.ts',
    'run/node-files.ts',
    'run/process.ts',
    'util/node-memory.ts',
    'util/regular.ts',
    'util/temporary.ts',
    'studio/web/vite.config.ts',
    'page/build.ts',
    'studio/web/images/build/',
    'studio/web/offline/build/',
  ],
  '@huggingface/hub': ['node/hub/'],
  commander: ['cli/'],
  zod: ['train/', 'studio/server/', 'util/schema.ts', 'data/schema.ts', '*.schema.ts'],
  hono: ['studio/server/'],
  'hono/*': ['studio/server/'],
  '@hono/*': ['studio/server/'],
  '@dicebear/*': ['data/loaders/pixel-faces.ts'],
  sharp: [
    ...['cli/', 'experiments/', 'image/animation.ts', 'data/loaders/node-pictures.ts'],
    'studio/web/images/build/gallery.ts',
  ],
  'fast-png': ['image/png.ts'],
  fflate: ['run/zip.ts', 'studio/web/setup/packed.ts'],
  hyparquet: ['data/pictures/parquet.ts'],
  'idb-keyval': ['run/web.ts'],
  'd3-*': ['theory/plot/', 'studio/web/'],
  preact: ['studio/web/', 'page/'],
  'virtual:*': ['studio/web/'],
  'preact/*': ['studio/web/', 'page/'],
  '@preact/*': ['studio/web/'],
  'workbox-*': ['studio/web/offline/'],
  uplot: ['studio/web/'],
  'uplot/*': ['studio/web/'],
  gifenc: ['studio/web/'],
  vite: [
    'studio/web/vite.config.ts',
    'studio/web/course/build/',
    'studio/web/images/build/',
    'studio/web/offline/build/',
  ],
  esbuild: ['page/build.ts', 'studio/web/offline/build/'],
  katex: ['studio/web/course/build/'],
};

export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
}

const fits = (file: string, targets: Targets) =>
  targets.some(target => (target.startsWith('*') ? file.endsWith(target.slice(1)) : file.startsWith(target)));

/** Why a file below `src/` may not import what it does, or undefined where it may. */
export function broken(file: string, imported: string): string | undefined {
  return imported.startsWith('.')
    ? brokenLayer(file, join(dirname(file), imported))
    : brokenPackage(file, imported);
}

function brokenLayer(file: string, target: string): string | undefined {
  const layer = Object.keys(layers).find(name => file.startsWith(name));
  if (layer === undefined) return `${file} is in no layer; add it to the table in scripts/check-layers.ts`;
  if (layer.endsWith('/') && target.startsWith(layer)) return undefined;
  if (fits(target, layers[layer])) return undefined;
  return `${layer} may import ${layers[layer].join(', ') || 'nothing'}; not ${target}`;
}

function brokenPackage(file: string, name: string): string | undefined {
  const matches = (key: string) => (key.endsWith('*') ? name.startsWith(key.slice(0, -1)) : name === key);
  const key = Object.keys(packages).find(matches);
  if (key === undefined) return `the package ${name} is in no rule; add it to scripts/check-layers.ts`;
  if (fits(file, packages[key])) return undefined;
  return `${key} may be imported by ${packages[key].join(', ')} only`;
}

/** The sources below a folder, tests excepted. */
function sourcesOf(root: string): string[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return files.filter(file => /\.tsx?$/.test(file) && !file.endsWith('.test.ts')).sort();
}

/** All broken rules of a folder of sources, types included, and files that import each other in a circle when they run. */
export function checkLayers(root: string): Fault[] {
  const sources = sourcesOf(root);
  const round = circles(root, sources).map(circle => ({
    file: circle[0],
    line: 1,
    rule: `imports itself: ${circle.join(' → ')}; move what both need below them`,
  }));
  return [...sources.flatMap(file => brokenIn(root, file)), ...round];
}

function brokenIn(root: string, file: string): Fault[] {
  const text = readFileSync(join(root, file), 'utf8');
  return ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName, pos }) => {
    const rule = broken(file, fileName);
    return rule === undefined ? [] : [{ file, line: text.slice(0, pos).split('\n').length, rule }];
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const root = fileURLToPath(new URL('../src', import.meta.url));
  const faults = checkLayers(root);
  for (const { file, line, rule } of faults) {
    console.error(`${relative('.', join(root, file))}:${line}: ${rule}`);
  }
  process.exitCode = faults.length > 0 ? 1 : 0;
}
