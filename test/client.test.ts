import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { decode } from 'fast-png';
import ts from 'typescript';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildClient } from '../packages/client/build.ts';
import type { Client, Load } from '../packages/client/src/types.ts';
import { startRun } from '../src/node/run.ts';
import { sampleRun } from '../src/node/sample.ts';
import { shipRun } from '../src/node/ship.ts';
import type { Overrides } from '../src/train/overrides.ts';
import { hasChromium, NO_CHROMIUM, WEBGPU_FLAGS } from './engine/browser.ts';
import { launchChromium, openPage, PATIENCE } from './studio/site.ts';
import { serveFiles } from './support/serve-files.ts';

if (!hasChromium) console.error(`\n*** the client in a page: ${NO_CHROMIUM} ***\n`);

const root = join(import.meta.dirname, '..');
const dist = join(root, 'packages/client/dist');
const folder = mkdtempSync(join(tmpdir(), 'saddle-client-'));
const at = (...names: string[]) => join(folder, ...names);

/** A small run, and its models in the folder `NAME-model`. */
async function run(name: string, recipe: 'digits' | 'ring', overrides: Overrides): Promise<void> {
  const rest = { steps: 2, batch: 8, device: 'cpu', threads: 1 } as const;
  await startRun({ recipe, overrides: { ...rest, ...overrides }, out: at(name) });
  const { files } = await shipRun(at(name), ['onnx'], { variants: ['fp16'], discriminator: true });
  mkdirSync(at(`${name}-model`));
  for (const [file, bytes] of files) writeFileSync(at(`${name}-model`, file), bytes);
}

let load: Load;
let digits: Client;
beforeAll(async () => {
  await buildClient();
  await run('digits', 'digits', {});
  await run('ring', 'ring', { latent: { distribution: 'uniform' } });
  ({ load } = await import(pathToFileURL(join(dist, 'node.js')).href));
  digits = await load(at('digits-model'));
}, PATIENCE);
afterAll(async () => {
  await digits?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const worst = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
};

/** What a call is refused with. */
const refusal = (call: () => unknown) =>
  Promise.resolve()
    .then(call)
    .then(
      () => 'nothing',
      (error: Error) => (error.name === 'UserError' ? error.message : `${error.name} ${error.message}`),
    );

describe('the package', () => {
  it.each(['index.js', 'node.js'])('has less than 15 kB compressed in %s', name => {
    expect(gzipSync(readFileSync(join(dist, name)), { level: 9 }).length).toBeLessThan(15_000);
  });

  it('needs nothing but the runtime', () => {
    const { dependencies, peerDependencies } = JSON.parse(
      readFileSync(join(root, 'packages/client/package.json'), 'utf8'),
    );
    expect([dependencies, Object.keys(peerDependencies)]).toEqual([
      undefined,
      ['onnxruntime-node', 'onnxruntime-web'],
    ]);
    for (const name of ['index', 'node']) {
      const imports = readFileSync(join(dist, `${name}.js`), 'utf8').matchAll(/(?:from|import\()"([^"]+)"/g);
      const foreign = [...imports]
        .map(([, from]) => from)
        .filter(from => !/^(onnxruntime-|node:)/.test(from));
      expect(foreign).toEqual([]);
    }
  });

  it.each([['ES2023'], ['ES2023', 'DOM', 'DOM.Iterable']])('is typed with the types of %s', (...libs) => {
    writeFileSync(join(dist, 'user.ts'), USER);
    const lib = libs.map(name => `lib.${name.toLowerCase()}.d.ts`);
    const options = { lib, types: [], strict: true, noEmit: true, module: ts.ModuleKind.NodeNext };
    const program = ts.createProgram([join(dist, 'user.ts')], options);
    rmSync(join(dist, 'user.ts'));
    const said = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
    expect(said).toEqual(libs.length === 1 ? [expect.stringContaining("'never'")] : []);
  });
});

/** What a user writes; the last line is for pages alone. */
const USER = `
import { load, UserError, type Samples } from './index.js';
const g = await load('/model', { device: 'wasm' });
const all: Samples = await g.samples({ count: 4, class: ['a', 'b'], truncation: 1 });
const numbers: Float32Array = all.at(0).tensor.data;
if (new Error() instanceof UserError) numbers.fill(g.info.step);
const width: number = (await g.sample({ seed: 7, class: 'cat' })).canvas().width;
`;

describe('samples', () => {
  it('are those of saddle sample', async () => {
    const { values } = await sampleRun(at('digits'), { count: 70, seed: 7 });
    const { tensor, length } = await digits.samples({ count: 70, seed: 7 });
    expect([tensor.shape, length]).toEqual([[70, 28, 28, 1], 70]);
    expect(worst(tensor.data, values)).toBeLessThan(1e-4);
    const first = await digits.sample({ seed: 7 });
    expect(worst(first.tensor.data, values.subarray(0, 784))).toBeLessThan(1e-4);
  });

  it.each([
    ['digits', { classes: ['3'], truncation: 0.5 }, { class: '3', truncation: 0.5 }],
    ['digits', { classes: ['3', '8'] }, { class: ['3', '8'] }],
    ['ring', { truncation: 0.5 }, { truncation: 0.5 }],
  ])('of %s are those of %o', async (name, options, request) => {
    const { values } = await sampleRun(at(name), { count: 5, seed: 3, ...options });
    const client = await load(at(`${name}-model`));
    expect(worst((await client.samples({ count: 5, seed: 3, ...request })).tensor.data, values)).toBeLessThan(
      1e-4,
    );
    await client.dispose();
  });

  it('between seeds begin and end at theirs, of one class', async () => {
    const way = await digits.interpolate({ seeds: [7, 9], frames: 4, class: '5' });
    expect(way.length).toBe(5);
    const [from, to] = [
      await digits.sample({ seed: 7, class: '5' }),
      await digits.sample({ seed: 9, class: '5' }),
    ];
    expect(worst(way.at(0).tensor.data, from.tensor.data)).toBeLessThan(1e-4);
    expect(worst(way.at(4).tensor.data, to.tensor.data)).toBeLessThan(1e-4);
    expect(worst(way.at(2).tensor.data, from.tensor.data)).toBeGreaterThan(0.01);
  });

  it('of latents are those of their seed', async () => {
    const z = digits.latents({ count: 2, seed: 7 });
    const made = await digits.generate(z, { class: '1' });
    expect(made.tensor).toEqual((await digits.samples({ count: 2, seed: 7, class: '1' })).tensor);
  });

  it('are pictures', async () => {
    const samples = await digits.samples({ count: 3, seed: 1 });
    const png = decode(await samples.grid({ columns: 3 }).png());
    expect([png.width, png.height, png.channels]).toEqual([3 * 30 + 2, 32, 1]);
    const { data, width } = samples.at(0).pixels();
    for (const [x, y] of [
      [0, 0],
      [14, 14],
      [27, 27],
    ]) {
      const level = Math.round((samples.tensor.data[y * 28 + x] + 1) * 127.5);
      expect([...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)]).toEqual([
        level,
        level,
        level,
        255,
      ]);
      expect(png.data[(y + 2) * png.width + x + 2]).toBe(level);
    }
  });

  it('come of bytes, of half precision and of WebAssembly as well', async () => {
    const whole = await digits.sample({ seed: 4 });
    const bytes = readFileSync(at('digits-model/model.onnx'));
    for (const [source, options, off] of [
      [bytes, {}, 1e-6],
      [pathToFileURL(at('digits-model/model.onnx')), { device: 'wasm' }, 1e-4],
      [at('digits-model'), { variant: 'fp16' }, 0.02],
    ] as const) {
      const client = await load(source, options);
      expect(worst((await client.sample({ seed: 4 })).tensor.data, whole.tensor.data)).toBeLessThan(off);
      await client.dispose();
    }
  });
});

describe('what cannot be', () => {
  const WRITE = 'write it by `saddle export RUN --to onnx`';

  it('is a model that is not there, or another file', async () => {
    const none = `model: expected ${at('none')}/model.onnx or ${at('none')}/onnx/model.onnx, got nothing there; ${WRITE}`;
    expect(await refusal(() => load(at('none')))).toBe(none);
    const expected = 'model: expected a generator that Saddle exported, got';
    for (const [bytes, got] of [
      [readFileSync(at('digits-model/model_discriminator.onnx')), 'its discriminator'],
      [readFileSync(at('digits/README.md')), 'no ONNX model'],
      [new TextEncoder().encode('<!doctype html>'), 'a web page, as servers send it'],
    ] as const) {
      expect(await refusal(() => load(bytes))).toContain(`${expected} ${got}`);
    }
    const cut = readFileSync(at('digits-model/model.onnx'));
    expect(await refusal(() => load(cut.subarray(0, cut.length - 3)))).toContain(expected);
  });

  it.each([
    [{ class: 'cat' }, /^classes: unknown class 'cat'\. Valid: 0, 1/],
    [{ class: [] }, /^class: expected a name of a class, or some, got none$/],
    [{ class: 3 }, /^class: expected a name of a class, or some, got 3$/],
    [{ class: ['3', 8] }, /^class: expected a name of a class, or some, got 3,8$/],
    [{ class: null }, /^class: expected a value, or no such option, got null$/],
    [{ attributes: { hair: 3 } }, /^attributes: expected names of values, got {"hair":3}$/],
    [{ attributes: { hair: 'red' } }, /^attributes: expected a generator with attributes/],
    [{ seed: -1 }, /^seed: expected a whole number from 0, got -1$/],
    [{ truncation: 0 }, /^truncation: expected a number above 0/],
    [{ count: 2 }, /^sample: unknown option 'count'/],
    [{ sede: 1 }, /^sample: unknown option 'sede'; did you mean 'seed'\?/],
  ])('is a sample of %o', async (request, sentence) => {
    expect(await refusal(() => digits.sample(request as never))).toMatch(sentence);
  });

  it('is another call', async () => {
    expect(await refusal(() => digits.latents({ count: 1, class: '3' } as never))).toMatch(
      /^latents: unknown option/,
    );
    expect(await refusal(() => digits.samples({ count: 0 }))).toBe(
      'count: expected a whole number from 1, got 0',
    );
    expect(await refusal(() => digits.interpolate({ seeds: [1] }))).toBe(
      'seeds: expected two seeds or more, got 1',
    );
    expect(await refusal(() => digits.generate(new Float32Array(5)))).toMatch(
      /^latents: expected .*, got 5 numbers$/,
    );
    const samples = await digits.samples({ count: 2 });
    for (const [options, sentence] of [
      [{ columns: 0 }, 'columns: expected a whole number from 1, got 0'],
      [{ padding: -1 }, 'padding: expected a whole number from 0, got -1'],
      [{ colums: 3 }, "grid: unknown option 'colums'; did you mean 'columns'? Valid: columns, padding"],
    ] as const) {
      expect(await refusal(() => samples.grid(options as never))).toBe(sentence);
    }
    const sample = await digits.sample();
    expect(await refusal(() => sample.imageData())).toMatch(/^picture: expected a page/);
    const ring = await load(at('ring-model'));
    expect(await refusal(async () => (await ring.sample()).png())).toMatch(
      /^picture: expected a generator of images/,
    );
    await ring.dispose();
  });

  it('is a runtime that is not installed', async () => {
    const script = `import { load } from './node.mjs'; await load('model').catch(e => console.log(e.message));`;
    const alone = at('digits-model');
    for (const [name, text] of [
      ['node.mjs', readFileSync(join(dist, 'node.js'), 'utf8')],
      ['run.mjs', script],
    ])
      writeFileSync(join(alone, name), text);
    mkdirSync(join(alone, 'model'));
    writeFileSync(join(alone, 'model/model.onnx'), readFileSync(join(alone, 'model.onnx')));
    const child = spawn(process.execPath, ['run.mjs'], { cwd: alone });
    expect(await textOf(child)).toMatch(
      /^runtime: expected the package onnxruntime-node or onnxruntime-web, got no/,
    );
  });
});

async function textOf(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout!.on('data', chunk => (text += chunk));
  await once(child, 'close');
  return text;
}

describe('the examples', () => {
  it('a server sends PNGs', async () => {
    const script = join(root, 'examples/client-server/server.js');
    const child = spawn(process.execPath, [script, at('digits-model'), '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [line] = await once(child.stdout!, 'data');
      const url = String(line).trim();
      const png = decode(new Uint8Array(await (await fetch(`${url}?seed=7&class=3`)).arrayBuffer()));
      const sample = await digits.sample({ seed: 7, class: '3' });
      expect([...png.data]).toEqual([...sample.pixels().data].filter((_, i) => i % 4 === 0));
      const refused = await fetch(`${url}?class=cat`);
      expect([refused.status, await refused.text()]).toEqual([
        400,
        expect.stringMatching(/^classes: unknown class/),
      ]);
    } finally {
      child.kill();
    }
  });

  it.skipIf(!hasChromium).each([
    ['wasm', []],
    ['webgpu', WEBGPU_FLAGS],
  ])('a page draws and saves them on %s', { timeout: 2 * PATIENCE }, async (device, flags) => {
    const page = join(root, 'examples/client-page');
    const outDir = at('page');
    await build({ root: page, publicDir: at('digits-model'), build: { outDir }, logLevel: 'error' });
    const { server, url } = await serveFiles(outDir);
    const browser = await launchChromium(flags);
    try {
      const { page, complaints } = await openPage(browser, url);
      await page.getByText(`Seed 7 on ${device}`).waitFor();
      const first = await page.getByRole('link').getAttribute('href');
      await page.getByLabel('Class').selectOption('3');
      await page.getByLabel('Seed').fill('8');
      await page.getByLabel('Seed').blur();
      await page.getByText(`Seed 8 on ${device}`).waitFor();
      const drawn = await page.evaluate(async () => {
        const canvas = document.querySelector('canvas')!;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        const saved = await fetch(document.querySelector('a')!.href);
        return { pixels: [...data], png: [...new Uint8Array(await saved.arrayBuffer())] };
      });
      const sample = await digits.sample({ seed: 8, class: '3' });
      expect(worst(drawn.pixels, sample.pixels().data)).toBeLessThanOrEqual(1);
      expect(
        worst(
          decode(Uint8Array.from(drawn.png)).data,
          sample.pixels().data.filter((_, i) => i % 4 === 0),
        ),
      ).toBeLessThanOrEqual(1);
      expect(complaints.filter(said => said !== 'No available adapters.')).toEqual([]); // as Chromium has it
      expect(await page.evaluate(url => fetch(url!).then(String, String), first)).toMatch(/^TypeError/); // revoked
      await page.getByLabel('Seed').fill('-1');
      await page.getByLabel('Seed').blur();
      await page.getByText('seed: expected a whole number from 0, got -1').waitFor();
    } finally {
      await browser.close();
      server.close();
    }
  });
});
