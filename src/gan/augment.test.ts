import { describe, expect, it } from 'vitest';
import { interpret } from '../graph/interpret.ts';
import { input } from '../graph/ops/leaf.ts';
import { nameOf } from '../graph/program.ts';
import { sizeOf } from '../graph/tensor.ts';
import { layer, sequential } from '../nn/layer.ts';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/shape.ts';
import { Network } from '../nn/network.ts';
import { sgd } from '../nn/optimizers/sgd.ts';
import { Random } from '../util/random.ts';
import { augmentation, parseAugmentation } from './augmentations/index.ts';
import { drawNoise, Feeds } from './feeds.ts';
import { objective } from './objectives/index.ts';
import { pack, unpack } from './pack.ts';
import { buildStep, type StepOptions } from './step.ts';

const SIZE = 6;

function networks(shape: readonly number[]) {
  return {
    generator: new Network(
      'generator',
      layer('identity', x => x),
      shape,
    ),
    discriminator: new Network('discriminator', sequential([flatten(), dense(1)]), shape),
  };
}

function stepOf(
  texts: readonly string[],
  options: Partial<StepOptions> = {},
  shape: readonly number[] = [SIZE, SIZE, 1],
) {
  const player = { rule: sgd({ momentum: false }), learningRate: 0 };
  return buildStep({
    ...networks(shape),
    objective: objective('non-saturating'),
    optimizers: { discriminator: player, generator: player },
    batch: 4,
    augment: texts.map(text => augmentation(parseAugmentation(text))),
    ...options,
  });
}

/** What n images of 7×7 become that are black but for one pixel. */
function changed(text: string, n = 400, bright = 24) {
  const feeds = new Feeds();
  const images = [n, 7, 7, 1] as const;
  const change = augmentation(parseAugmentation(text)).draw(images, {
    random: feeds.randomSource('t'),
    p: 1,
  });
  const x = input('x', images);
  const values = new Float64Array(sizeOf(images)).map((_, i) => (i % 49 === bright ? 1 : -1));
  const given = feeds.all.map(feed => {
    const law = feed.kind === 'noise' ? feed.law : 'normal';
    return [
      nameOf(feed.node),
      drawNoise(law, 0, nameOf(feed.node), 0, new Float32Array(sizeOf(feed.node.shape))),
    ] as const;
  });
  const [out] = interpret([change(x)], { x: values, ...Object.fromEntries(given) });
  return Array.from({ length: n }, (_, i) => out.slice(49 * i, 49 * i + 49));
}

describe('changes of images', () => {
  it('translation moves by up to its reach, every place as often, and fills', () => {
    const places = changed('translation:0.125,1,-1').map(image => image.indexOf(1));
    const counts = new Map<number, number>();
    for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1);
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([16, 17, 18, 23, 24, 25, 30, 31, 32]);
    for (const count of counts.values())
      expect(Math.abs(count - 400 / 9)).toBeLessThan(4 * Math.sqrt(400 / 9));
    expect(new Set(changed('translation:1,1,-1').flatMap(image => [...image]))).toEqual(new Set([-1, 1]));
  });

  it('happens with its probability', () => {
    const same = changed('translation:0.5,0.25,-1', 2000).filter(image => image[24] === 1).length / 2000;
    // 9 places an axis, of which reach ⌊7·0.5 + ½⌋ = 4 gives one: unchanged with 0.75 + 0.25/9 each
    expect(Math.abs(same - (0.75 + 0.25 / 9) ** 2)).toBeLessThan(0.05);
  });

  it('cutout cuts its share where the rectangle is inside', () => {
    const whole = changed('cutout:0.4,1,0').filter(image => image.filter(v => v === 0).length === 9);
    expect(whole.length).toBeGreaterThan(100);
  });

  it('flip mirrors left to right', () => {
    expect(changed('flip:1', 1, 22)[0].indexOf(1)).toBe(26);
    const mirrored = changed('flip', 400, 22).filter(image => image[26] === 1).length;
    expect(Math.abs(mirrored - 200)).toBeLessThan(4 * 10);
  });

  it('with p = 0 the pipeline of ada changes nothing but rounding', () => {
    for (const image of changed('bgc:0', 3)) {
      for (const [i, v] of image.entries()) expect(v).toBeCloseTo(i === 24 ? 1 : -1, 9);
    }
  });

  it('keeps packs apart', () => {
    const x = input('x', [4, 2, 3, 2]);
    const values = Float64Array.from({ length: 48 }, (_, i) => i);
    expect([...interpret([unpack(pack(x, 2), 2)], { x: values })[0]]).toEqual([...values]);
  });
});

describe('in the step', () => {
  it('draws for real and generated samples in the moves of both players', () => {
    const names = stepOf(['translation'], { k: 2 }).feeds.map(feed => nameOf(feed.node));
    const drawn = names.filter(name => name.includes('/augment/'));
    expect(new Set(drawn.map(name => name.split('/augment')[0]))).toEqual(
      new Set([
        'discriminator1/x',
        'discriminator1/generated',
        'discriminator2/x',
        'discriminator2/generated',
        'discriminator/generated',
      ]),
    );
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it.each([
    [3, 1],
    [-3, 0],
  ])('p of ada follows D, whose sign at real samples is that of %d', (bias, direction) => {
    const { program } = stepOf(['ada:0.6,1'], { batch: 100 });
    const given: Record<string, ArrayLike<number>> = {};
    for (const node of [...program.inputs, ...program.state.map(s => s.value)]) {
      given[nameOf(node)] = new Float64Array(sizeOf(node.shape));
    }
    given['discriminator/dense1/bias'] = [bias];
    const moved = (p: number) =>
      interpret([program.outputs['augmentP']], { ...given, 'memory/augmentP': [p] })[0][0];
    expect(moved(0.5)).toBeCloseTo(0.5 + (direction ? 0.1 : -0.1), 9);
    expect(moved(direction)).toBe(direction);
  });

  it('scales pixels of other ranges', () => {
    const at = (pixels: readonly [number, number], shift: (v: number) => number) => {
      const { program } = stepOf(['translation', 'brightness'], { pixels });
      const given: Record<string, ArrayLike<number>> = {};
      for (const node of [...program.inputs, ...program.state.map(s => s.value)]) {
        const random = new Random(1, nameOf(node)).uniforms(new Float64Array(sizeOf(node.shape)));
        given[nameOf(node)] = /^(x|z)1?$/.test(nameOf(node)) ? random.map(shift) : random;
      }
      given['discriminator/dense1/weight'] = new Float64Array(SIZE * SIZE).fill(
        shift(2) - shift(1) === 0.5 ? 2 : 1,
      );
      given['discriminator/dense1/bias'] = [shift(2) - shift(1) === 0.5 ? -SIZE * SIZE : 0];
      return interpret([program.outputs['lossD']], given)[0][0];
    };
    expect(at([0, 1], v => (v + 1) / 2)).toBeCloseTo(
      at([-1, 1], v => v),
      9,
    );
  });

  it.each([
    [['translation'], [5], 'augment: expected images [H, W, C], got samples [5]; remove it'],
    [
      ['saturation'],
      [SIZE, SIZE, 1],
      "augment: expected images of three colours for 'saturation', got 1 channel; remove it: grey images have brightness and contrast",
    ],
  ] as const)('refuses %s of samples %s', (texts, shape, message) => {
    expect(() => stepOf(texts, {}, shape)).toThrow(message);
  });
});
