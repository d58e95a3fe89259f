import { describe, expect, it } from 'vitest';
import { parseModelSpec } from './spec.ts';

const sha256 = 'ab'.repeat(32);

describe('parseModelSpec', () => {
  it('reads a file with its layer and how images are prepared', () => {
    expect(parseModelSpec('nets/vgg.onnx#pool/5:0,size=224,range=-1..1')).toEqual({
      place: 'nets/vgg.onnx',
      layer: 'pool/5:0',
      input: { size: 224, range: [0, 1, 2].map(() => [-1, 1]), layout: 'nchw' },
    });
  });

  it('reads an address, and a mean and deviation of each channel', () => {
    const spec = parseModelSpec(
      `https://host/a.onnx?b=c#out,size=8,layout=nhwc,mean=0.5/0.25/0,std=0.5/0.5/1,sha256=${sha256.toUpperCase()}`,
    );
    expect([spec.place, spec.sha256]).toEqual(['https://host/a.onnx?b=c', sha256]);
    const range = [
      [-1, 1],
      [-0.5, 1.5],
      [0, 1],
    ];
    expect(spec.input.layout).toBe('nhwc');
    spec.input.range.forEach((pair, c) => {
      pair.forEach((value, i) => {
        expect(value).toBeCloseTo(range[c][i], 12);
      });
    });
  });

  it.each([
    ['a.onnx', "expected a layer after '#'"],
    ['a.onnx#size=8,range=0..1', "expected a layer after '#'"],
    ['a.onnx#x,range=0..1', 'expected size=N, the height and width that the model takes, got no size'],
    ['a.onnx#x,size=0,range=0..1', 'expected size=N, the height and width that the model takes, got size=0'],
    [
      'a.onnx#x,size=8',
      'expected range=LOW..HIGH, or mean=R/G/B and std=R/G/B, got no range, no mean, no std',
    ],
    ['a.onnx#x,size=8,range=1..0', "expected range=LOW..HIGH, such as range=-1..1, got '1..0'"],
    ['a.onnx#x,size=8,mean=1/2,std=1/1/1', 'got no range, mean=1/2, std=1/1/1'],
    ['a.onnx#x,size=8,range=0..1,mean=0/0/0', 'got range=0..1, mean=0/0/0, no std'],
    ['a.onnx#x,size=8,range=0..1,layout=hwc', "expected layout=nchw or layout=nhwc, got 'hwc'"],
    ['a.onnx#x,sise=8', "unknown option of a feature network 'sise'; did you mean 'size'?"],
    ['a.onnx#x,size=8,range=0..1,sha256=12', "expected sha256 as 64 hex digits, got '12'"],
    ['https://host/a.onnx#x,size=8,range=0..1', 'expected sha256=… for https://host/a.onnx, got none'],
  ])('refuses %s in a sentence', (text, sentence) => {
    expect(() => parseModelSpec(text)).toThrow(sentence);
  });
});
