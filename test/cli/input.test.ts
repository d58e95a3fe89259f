import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePng } from '../../src/image/png.ts';
import { recipes } from '../../src/train/recipes.ts';
import { decodeNpy } from '../../src/util/npy.ts';
import { bytesSource } from '../../src/util/source.ts';
import { contentOf, entriesOf } from '../../src/util/zip.ts';
import { buildSaddle, type Saddle } from '../support/saddle.ts';

let saddle: Saddle;
beforeAll(async () => {
  saddle = await buildSaddle();
  process.env.SADDLE_CACHE = join(saddle.folder, 'cache'); // what this user has fetched makes no difference
  const small = ['--batch', '16', '--samples', '30', '--quiet', '--out'];
  await saddle.run('train', 'ring', '--steps', '10', ...small, 'ring');
  await saddle.run('train', 'mnist', '--steps', '2', '--data.count', '100', ...small, 'digits');
  mkdirSync(join(saddle.folder, 'full'));
  writeFileSync(join(saddle.folder, 'full/letter.txt'), 'hello');
  writeFileSync(join(saddle.folder, 'bad.json'), '{"steps": 5,');
  writeFileSync(join(saddle.folder, 'mark.json'), '\ufeff{"recipe": "ring", "steps": 7}');
  writeFileSync(
    join(saddle.folder, 'escape.json'),
    '{"recipe": "ring", "objective": {"kind": "\\u001b[31mred\\u009b2J"}}',
  );
  cpSync(join(saddle.folder, 'ring'), join(saddle.folder, 'three'), { recursive: true });
  writeFileSync(join(saddle.folder, 'three/config.json'), '3');
  cpSync(join(saddle.folder, 'ring'), join(saddle.folder, 'file'), { recursive: true });
  rmSync(join(saddle.folder, 'file/checkpoints/step-00000010'), { recursive: true });
  writeFileSync(join(saddle.folder, 'file/checkpoints/step-00000010'), '');
  writeFileSync(join(saddle.folder, 'odd.json'), '{"recipe": "ring", "bach": 5}');
  writeIdx('short.idx', [0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3]);
  writeIdx('magic.idx', [9, 9, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7]);
  writeIdx('two.idx', [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 8]);
  writeIdx('three.idx', [0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 2]);
});
afterAll(() => saddle.remove());

const script = () => join(saddle.folder, 'bundle/run.mjs');

/** Before a command: root then may read only what its owner may. */
const WITHOUT_OVERRIDE =
  process.getuid?.() === 0
    ? [
        'setpriv',
        '--bounding-set=-dac_override,-dac_read_search',
        '--inh-caps=-dac_override,-dac_read_search',
      ]
    : [];

const writeIdx = (name: string, bytes: number[]) =>
  writeFileSync(join(saddle.folder, name), Uint8Array.from(bytes));

const idx = (images: string, ...more: string[]) => [
  ...['train', 'mnist', '--data', 'idx', '--data.images', images],
  ...more,
];

describe('bad input is one sentence and exit code 2, and leaves nothing:', () => {
  // One after the other: a resume locks its run, also while it is being refused.
  it.each<[string[], RegExp]>([
    [['trian'], /^unknown command 'trian'; did you mean 'train'\? Valid: /],
    [['train', 'rnig'], /^unknown recipe 'rnig'; did you mean 'ring'\? Valid: /],
    [
      ['train'],
      /^train: expected a recipe \(.*\), the path of data such as \.\/photos, or --config FILE, got none of them$/,
    ],
    [['train', 'ring', 'grid'], /^train: expected 1 argument, got 2$/],
    [
      ['train', 'ring', '--bach', '3'],
      /^unknown flag '--bach'; did you mean '--batch'\? Near: .*`saddle train --help` lists all$/,
    ],
    [['train', 'ring', `--${'x'.repeat(70)}`], /^unknown flag '--x{64}…'\. `saddle train --help` lists all$/],
    [
      ['train', 'ring', '--generator.hiden', '3'],
      /^unknown flag '--generator.hiden'; did you mean '--generator.hidden'\?/,
    ],
    [['train', 'ring', '--out'], /^option '--out <folder>' argument missing$/],
    [['train', 'ring', '--batch', '0'], /^--batch: expected a whole number of at least 1, got 0$/],
    [['train', 'ring', '--batch', 'many'], /^--batch: expected a whole number of at least 1, got "many"$/],
    [
      ['train', 'ring', '--lr-d', '-1'],
      /^--lr-d: expected a number above 0, or a schedule such as 0.001:0@5000 \(.*\), got -1$/,
    ],
    [
      ['train', 'ring', '--objective', 'minmax'],
      /^--objective: unknown objective 'minmax'; did you mean 'minimax'\?/,
    ],
    [['train', 'ring', '--data.mods', '3'], /^unknown flag '--data.mods'; did you mean '--data.modes'\?/],
    [['train', 'ring', '--data.classes', '3'], /^--data.classes: unknown option of ring 'classes'/],
    [
      ['train', 'ring', '--batch', '100001'],
      /^batch: expected at most 100000, the size of ring, got 100001; choose a smaller batch$/,
    ],
    [['train', 'ring', '--device', 'cud'], /^--device: unknown device 'cud'; did you mean 'cuda'\?/],
    [['train', 'ring', '--device', 'wasm'], /^device: expected cpu, webgpu or cuda in Node, got 'wasm'$/],
    [
      ['train', 'ring', '--generator.family', 'dcgan', '--generator.channels', '8'],
      /^--generator.family: expected images for 'dcgan', got ring, whose samples are lists of numbers; use 'mlp', or data of images such as mnist$/,
    ],
    [
      ['train', 'ring', '--STEPS', '5'],
      /^unknown flag '--STEPS'; did you mean '--steps'\? Near: --steps, .*`saddle train --help` lists all$/,
    ],
    [
      ['train', 'ring', '--device', 'gpu'],
      /^--device: unknown device 'gpu'; did you mean 'webgpu'\? Valid: webgpu, cpu, auto, cuda$/,
    ],
    [
      ['train', 'ring', '--spectral-norm', 'd', '--weight-norm', 'd'],
      /^--weight-norm: expected --spectral-norm or --weight-norm, since both set discriminator.weightNorm, got both \('spectral' and 'weight'\); leave one out$/,
    ],
    [
      ['train', 'ring', '--penalty', 'r1:1', '--penalty', 'r2:1'],
      /^--penalty: expected it once, got 'r1:1' and 'r2:1'; leave one out$/,
    ],
    [
      ['train', 'ring', '--latent', '1000000000'],
      /^memory: expected at most .* GB, .*; choose smaller networks /,
    ],
    [
      ['train', 'ring', '--generator.hidden', '1000000,1000000'],
      /^memory: expected at most .* GB, the memory that there is, got an estimate of \d.* TB, .* weights and what optimisers keep /,
    ],
    [
      ['train', 'ring', '--config', 'full'],
      /^--config: cannot read full: it is a folder; name a file in it, /,
    ],
    [
      ['train', '--config', 'escape.json'],
      /^escape.json: objective: unknown objective '\\u001b\[31mred\\u009b2J'. Valid: /,
    ],
    [['help', 'trian'], /^unknown command 'trian'; did you mean 'train'\? /],
    [['train', 'ring', '--config', 'none.json'], /^--config: cannot read none.json: it does not exist$/],
    [['train', 'ring', '--config', 'bad.json'], /^bad.json: expected JSON, got text that does not parse: /],
    [
      ['train', '--config', 'odd.json'],
      /^odd.json: bach: unknown name in the config 'bach'; did you mean 'batch'\?/,
    ],
    [
      ['train', 'ring', '--out', 'full'],
      /^run: expected an empty folder, got \S+full with letter.txt in it; choose another$/,
    ],
    [
      ['train', 'ring', '--out', 'ring'],
      /^run: \S+ring already holds a run; resume it, or choose another folder$/,
    ],
    [
      ['train', 'ring', '--out', 'bad.json/run'],
      /^run: cannot create \S+bad.json\/run: a part of the path is a file, not a folder; choose another folder \((ENOTDIR|EEXIST)\)$/,
    ],
    [
      ['train', 'mnist', '--data.full', 'true'],
      /^mnist: the full set is not on this machine; run 'saddle data mnist' to fetch it/,
    ],
    [idx('none.idx'), /^data: cannot read \S+none\.idx: it does not exist$/],
    [idx('short.idx'), /short.idx: expected .*, got /],
    [idx('magic.idx'), /magic.idx: expected .*, got /],
    [idx('two.idx', '--data.labels', 'three.idx'), /expected .*(2|3).*, got .*(2|3)/],
    [['resume', 'nowhere'], /^run: the folder \S+nowhere does not exist; check the path$/],
    [['resume', 'full'], /^\S+full: expected a run folder, got one without config.json; check the path$/],
    [
      ['resume', 'ring', '--batch', '3'],
      /^resume: expected batch 16 as the run began with, got 3; use --fork to start a new run from its weights$/,
    ],
    [
      ['resume', 'ring', '--steps', '5'],
      /^resume: expected at least the 10 steps that are done, got 5; raise --steps$/,
    ],
    [['resume', 'ring', '--out', 'x'], /^--out: expected --fork with it; a resumed run stays in its folder$/],
    [['sample', 'ring', '--format', 'gfi'], /^--format: unknown format 'gfi'; did you mean 'grid'\?/],
    [
      ['sample', 'ring', '--format', 'gif'],
      /^--format gif: expected a run on images, got one on ring \[2\]; use grid or npy$/,
    ],
    [
      ['sample', 'ring', '--out', 'x.onnx'],
      /^--out: expected a name that ends in .png, .npy, .npz, .csv, .gif or .webp, or a folder with --format png, got 'x.onnx'; rename it$/,
    ],
    [
      ['sample', 'ring', '--out', 'x.mp4'],
      /^--out: expected a name that ends in .*, got 'x.mp4'; rename it$/,
    ],
    [
      ['sample', 'ring', '--out', 'x.svg'],
      /^--out: expected a name that ends in .*, got 'x.svg'; rename it$/,
    ],
    [
      ['sample', 'ring', '--out', 'x.npz', '--format', 'npy'],
      /^--out: expected a name that ends in .npy with --format npy, got 'x.npz'; rename it$/,
    ],
    [
      ['sample', 'ring', '--out', 'x.npz', '--scale', '2'],
      /^--scale: expected a format of pictures with it, got npz; leave it out$/,
    ],
    [
      ['sample', 'ring', '--count', '100000000'],
      /^--count: expected at most 100000 samples in pictures, got 100000000; write an array of them with --format npy$/,
    ],
    [
      ['sample', 'ring', '--format', 'npy', '--count', '1000000000000'],
      /^memory: expected at most .* GB, .*, got an estimate of 24.0 TB, 24.0 TB of it for .* samples and their noise; choose a smaller count$/,
    ],
    [['inspect', 'three'], /three\/config.json: expected an object such as .*, got 3$/],
    [
      ['sample', 'file', '--step', '10'],
      /step-00000010 is damaged \(.*the checkpoint is a file, not a folder\)/,
    ],
    [
      ['data', 'dump', 'ring', '--out', 'x.png'],
      /^--out: expected the name of a NumPy file, .*, got 'x.png'; rename it$/,
    ],
    [['sample', 'ring', '--step', '7'], /^\S+ring: no checkpoint of step 7; there are: 0, 10$/],
    [['sample', 'ring', '--count', '0'], /^--count: expected a whole number of at least 1, got '0'$/],
    [
      ['sample', 'ring', '--class', '3,7'],
      /^classes: expected none, since the generator was trained without classes, got 3, 7; leave them out$/,
    ],
    [['export', 'nowhere'], /nowhere/],
    [['export', 'full'], /full/],
    [['export', 'ring', '--step', '7'], /^\S+ring: no checkpoint of step 7; there are: 0, 10$/],
    [['export', 'ring', '--step', 'x'], /^--step: expected the step of a checkpoint or best, got 'x'$/],
    [
      ['export', 'ring', '--out', 'x.png'],
      /^--out: expected a name that ends in .onnx, got 'x.png'; rename it$/,
    ],
    [['export', 'ring', '--out', 'bad.json/x.onnx'], /bad.json/],
    [['export', 'ring', '--to', 'onxx'], /^--to: unknown target 'onxx'; did you mean 'onnx'\?/],
    [
      ['export', 'ring', '--to', 'pytorch', '--variants', 'fp16'],
      /^--variants: expected --to onnx or html or hub with it, got pytorch; leave it out$/,
    ],
    [
      ['export', 'ring', '--to', 'onnx,pytorch', '--out', 'x.onnx'],
      /^--out: expected a folder for onnx and pytorch, got 'x.onnx'; name another$/,
    ],
    [
      ['export', 'ring', '--to', 'safetensors', '--out', 'x.onnx'],
      /^--out: expected a name that ends in .safetensors, got 'x.onnx'; rename it$/,
    ],
    [['export', 'ring', '--variants', 'fp8'], /^--variants: unknown variant 'fp8'; did you mean 'fp16'\?/],
    [['data', 'mnits'], /^unknown data command 'mnits'; did you mean 'mnist'\?/],
    [['data', 'mnist', '--from', 'nowhere'], /^mnist: the folder nowhere does not exist$/],
    [
      ['data', 'mnist', '--from', 'full'],
      /^mnist: expected train-images-idx3-ubyte or train-images-idx3-ubyte.gz in full, got neither$/,
    ],
    [
      ['data', 'dump', 'mnist', '--count', '10001'],
      /^--count: expected at most 10000, the size of mnist, got 10001$/,
    ],
    [
      ['inspect', 'rong'],
      /^inspect: expected a folder or a recipe, got 'rong': unknown recipe 'rong'; did you mean 'ring'\?/,
    ],
  ])('%j', async (args, message) => {
    const before = readdirSync(saddle.folder).sort();
    const { code, text, errors } = await saddle.run(...args);
    expect([code, text]).toEqual([2, '']);
    expect(errors).toMatch(/^error: [^\n]+\n$/);
    expect(errors.slice(7, -1)).toMatch(message);
    expect(readdirSync(saddle.folder).sort()).toEqual(before);
    expect(existsSync(join(saddle.folder, 'runs'))).toBe(false);
  });

  it('data that changed, to which only a fork agrees', async () => {
    const bytes = [
      0,
      0,
      8,
      3,
      0,
      0,
      0,
      8,
      0,
      0,
      0,
      2,
      0,
      0,
      0,
      2,
      ...Array.from({ length: 32 }, (_, i) => 7 * i),
    ];
    writeIdx('own.idx', bytes);
    const sizes = [
      '--batch',
      '4',
      '--samples',
      '4',
      '--generator.hidden',
      '8',
      '--discriminator.hidden',
      '8',
    ];
    const data = ['train', 'mnist-notebook', '--data', 'idx', '--data.images', 'own.idx'];
    expect((await saddle.run(...data, ...sizes, '--steps', '3', '--out', 'own', '--quiet')).code).toBe(0);
    writeIdx('own.idx', bytes.with(20, 255));
    const config = readFileSync(join(saddle.folder, 'own/config.json'), 'utf8');
    const { code, errors } = await saddle.run('resume', 'own', '--steps', '6', '--quiet');
    expect([code, errors]).toEqual([
      2,
      expect.stringMatching(
        /^error: resume: expected the data that the run began with \(fingerprint [0-9a-f]{12} at step 3\), got idx \([0-9a-f]{12}\); use --fork to start a new run from its weights\n$/,
      ),
    ]);
    expect(readFileSync(join(saddle.folder, 'own/config.json'), 'utf8')).toBe(config);
    expect((await saddle.run('resume', 'own', '--fork', '--out', 'other', '--quiet')).code).toBe(0);
  });

  it('a full disk', async ({ skip }) => {
    const disk = join(saddle.folder, 'disk');
    mkdirSync(disk);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'none', disk]).status !== 0) {
      console.warn('SKIPPED: a full disk needs the right to mount a small tmpfs (run as root)');
      return skip();
    }
    try {
      const { code, errors } = await saddle.run(
        'train',
        'ring',
        '--steps',
        '20',
        '--out',
        'disk/run',
        '--quiet',
      );
      expect([code, errors]).toEqual([
        2,
        expect.stringMatching(
          /(^|\n)error: run: cannot write \S+: no space is left on the disk; free some and resume \(ENOSPC\)\n$/,
        ),
      ]);
      expect(readdirSync(join(disk, 'run/checkpoints'))).toEqual([]);
    } finally {
      spawnSync('umount', [disk]);
    }
  });
});

describe('saddle', () => {
  it('answers --help', async () => {
    const { code, text } = await saddle.run('--help');
    expect([code, text.includes('saddle train mnist')]).toEqual([0, true]);
  });

  it('answers help of a command, which offers what there is in Node', async () => {
    const { code, text } = await saddle.run('help', 'train');
    expect([code, text]).toEqual([0, (await saddle.run('train', '--help')).text]);
    expect(text).toMatch(/--device <value> .*\[auto, cpu, webgpu, cuda\]/s);
  });

  it('reads a config that begins with a byte order mark', async () => {
    const { code, text } = await saddle.run('train', '--config', 'mark.json', '--dry-run');
    expect([code, JSON.parse(text).steps]).toEqual([0, 7]);
  });

  it('takes none for no hidden layers, and a flag of one player beside that of both', async () => {
    const flags = ['--generator.hidden', 'none', '--lr', '0.01', '--lr-d', '0.02', '--lr-d', '0.02'];
    const { text } = await saddle.run('train', 'ring', '--dry-run', ...flags);
    const { generator, optimizer } = JSON.parse(text);
    expect([generator.hidden, optimizer.generator.lr, optimizer.discriminator.lr]).toEqual([[], 0.01, 0.02]);
  });

  it('colours a terminal, by the wish of FORCE_COLOR and NO_COLOR', async () => {
    const { NO_COLOR: _, FORCE_COLOR: __, ...plain } = process.env;
    const said = (env: NodeJS.ProcessEnv) =>
      spawnSync(process.execPath, [script(), 'train', 'rnig'], {
        encoding: 'utf8',
        env: { ...plain, ...env },
      }).stderr;
    expect(said({ FORCE_COLOR: '1' })).toContain('\u001b[31merror:\u001b[39m unknown');
    for (const env of [{}, { NO_COLOR: '1' }, { FORCE_COLOR: '0' }])
      expect(said(env)).toMatch(/^error: unknown/);
  });

  it('names in pack what it cannot read', async () => {
    const [command, ...args] = [
      ...WITHOUT_OVERRIDE,
      process.execPath,
      script(),
      'pack',
      'ring',
      '--out',
      'x.zip',
    ];
    const picture = join(saddle.folder, 'ring/reals.png');
    chmodSync(picture, 0);
    const { status, stderr } = spawnSync(command, args, { cwd: saddle.folder, encoding: 'utf8' });
    chmodSync(picture, 0o600);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^error: run: cannot read \S*reals.png: permission denied; .*\n$/),
    ]);
    expect(existsSync(join(saddle.folder, 'x.zip'))).toBe(false);
  });

  it('lists the recipes, and shows the values of one as defaults', async () => {
    const { text } = await saddle.run('train', '--list');
    expect(
      text
        .trim()
        .split('\n')
        .map(line => line.split(' ')[0]),
    ).toEqual(Object.keys(recipes));
    const help = (await saddle.run('train', 'ring', '--help')).text;
    expect(help).toMatch(/--data\.modes <value> .*\(default: 8\)/);
    expect(help).toMatch(/--batch <value> .*\(default: 256\)/);
    expect(help).not.toMatch(/--discriminator\.hidden|--generator\.channels/);
  });

  it('prints the whole config of a dry run, which trains the same', async () => {
    const { code, text } = await saddle.run('train', 'ring', '--dry-run', '--logEvery=5', '--ema', '7');
    expect(code).toBe(0);
    const config = JSON.parse(text);
    expect(config).toMatchObject({ recipe: 'ring', logEvery: 5, emaHalfLife: 7, device: 'cpu' });
    writeFileSync(join(saddle.folder, 'again.json'), text);
    const again = await saddle.run('train', '--config', 'again.json', '--dry-run');
    expect(JSON.parse(again.text)).toEqual(config);
    expect(existsSync(join(saddle.folder, 'runs'))).toBe(false);
  });

  it('makes grids, numbered pictures, arrays and animations', async () => {
    const read = (name: string) => readFileSync(join(saddle.folder, name));
    const sample = async (...args: string[]) => {
      const { code, text, errors } = await saddle.run('sample', ...args);
      expect([code, errors]).toEqual([0, '']);
      return text.trim();
    };
    expect(await sample('digits')).toBe('digits/samples.png');
    expect(read('digits/samples.png').equals(read('digits/fakes000002.png'))).toBe(true);
    await sample('digits', '--format', 'png', '--out', 'pictures', '--count', '3');
    expect(readdirSync(join(saddle.folder, 'pictures'))).toEqual(['000000.png', '000001.png', '000002.png']);
    expect(decodePng(read('pictures/000001.png'))).toMatchObject({ width: 28, height: 28, channels: 1 });
    await sample('digits', '--out', 'digits.npy', '--count', '130', '--seed', '5');
    const { shape, values } = decodeNpy(read('digits.npy'));
    expect([shape, values.every(v => Math.abs(v) <= 1)]).toEqual([[130, 28, 28, 1], true]);
    await sample('digits', '--out', 'digits.npz', '--count', '130', '--seed', '5');
    const zip = bytesSource(read('digits.npz'));
    const [entry, ...others] = await entriesOf(zip);
    expect([entry.name, others]).toEqual(['arr_0.npy', []]);
    expect(read('digits.npy').equals(await contentOf(zip, entry))).toBe(true);
    await sample('digits', '--interpolate', '4', '--count', '3', '--out', 'strip.png');
    expect(decodePng(read('strip.png'))).toMatchObject({ width: 5 * 30 + 2, height: 2 * 30 + 2 });
    await sample('digits', '--interpolate', '4', '--out', 'a.gif');
    expect(read('a.gif').toString('latin1', 0, 6)).toBe('GIF89a');
    await sample('digits', '--format', 'webp', '--out', 'a.webp');
    expect(read('a.webp').toString('latin1', 8, 12)).toBe('WEBP');
    await sample('ring', '--out', 'ring.png');
    expect(decodePng(read('ring.png'))).toMatchObject({ width: 512, height: 512 });
  });

  it('dumps data as the networks see them, the same for the same seed', async () => {
    const dump = ['data', 'dump', 'mnist', '--count', '20', '--data.classes', '3', '--out'];
    expect((await saddle.run(...dump, 'a.npy')).text).toBe('a.npy\n');
    await saddle.run(...dump, 'b.npy');
    const [a, b] = ['a.npy', 'b.npy'].map(name => readFileSync(join(saddle.folder, name)));
    expect(a.equals(b)).toBe(true);
    const { shape, values } = decodeNpy(a);
    expect(shape).toEqual([20, 28, 28, 1]);
    expect([Math.min(...values), Math.max(...values)]).toEqual([-1, 1]);
  });

  it('inspects recipes, runs and checkpoints', async () => {
    const recipe = (await saddle.run('inspect', 'mnist-notebook')).text;
    expect(recipe).toContain('generator: [100] to [28, 28, 1], 1,489,936 trained values');
    expect(recipe).toMatch(/ONNX model +\d/);
    const run = (await saddle.run('inspect', 'digits')).text;
    expect(run).toMatch(/step 2 +whole +\d+ tensors/);
    const file = join(saddle.folder, 'digits/checkpoints/step-00000002/model.safetensors');
    const bytes = readFileSync(file);
    bytes[bytes.length - 1] ^= 1;
    writeFileSync(file, bytes);
    const damaged = (await saddle.run('inspect', 'digits/checkpoints/step-00000002')).text;
    expect(damaged).toContain('step 2  damaged (sha256 of model.safetensors differs)');
  });

  it('tells what the machine has', async () => {
    const { code, text } = await saddle.run('doctor', '--json');
    expect(code).toBe(0);
    const { devices, data, node } = JSON.parse(text);
    expect(devices.map((d: { device: string }) => d.device)).toEqual(['cpu', 'webgpu', 'cuda']);
    expect(devices[0].available).toBe(true);
    expect([data.embedded, node]).toEqual([true, process.versions.node]);
  });
});
