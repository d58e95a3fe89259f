import { describe, expect, it } from 'vitest';
import { concatenate } from '../util/bytes.ts';
import { Random } from '../util/random.ts';
import {
  decodeSafetensors,
  encodeSafetensors,
  SafetensorsError,
  type SafetensorsFault,
  type StoredTensor,
} from './safetensors.ts';

const sample = (): Map<string, StoredTensor> =>
  new Map<string, StoredTensor>([
    ['b', { type: 'F32', shape: [2, 3], data: Float32Array.of(1, -0, Number.NaN, 4, 5, 1e-45) }],
    ['a', { type: 'F32', shape: [], data: Float32Array.of(7) }],
    ['empty', { type: 'F32', shape: [0, 4], data: new Float32Array() }],
    ['d', { type: 'F64', shape: [1], data: Float64Array.of(Math.PI) }],
    ['i', { type: 'I64', shape: [2], data: BigInt64Array.of(-1n, 2n ** 62n) }],
    ['bits', { type: 'BOOL', shape: [3], data: Uint8Array.of(1, 0, 1) }],
    ['half', { type: 'F16', shape: [1], data: Uint16Array.of(0x3c00) }],
    ['__proto__', { type: 'I32', shape: [1], data: Int32Array.of(9) }],
  ]);

const file = (header: string | Uint8Array, data: number | Uint8Array = 0, length?: bigint) => {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  return concatenate([size, text, typeof data === 'number' ? new Uint8Array(data) : data]);
};

describe('encodeSafetensors', () => {
  it('writes what decodeSafetensors reads, bit for bit, at any alignment', () => {
    const bytes = concatenate(encodeSafetensors(sample(), new Map([['format', 'pt']])));
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    for (const source of [bytes, shifted.subarray(1)]) {
      const { tensors, metadata } = decodeSafetensors(source);
      expect([...metadata]).toEqual([['format', 'pt']]);
      expect(tensors.size).toBe(8);
      for (const [name, tensor] of sample()) expect(tensors.get(name)).toEqual(tensor);
    }
  });

  it('gives equal bytes for equal content in any order, in the layout of the Rust crate', () => {
    const forward = concatenate(encodeSafetensors(sample()));
    const backward = concatenate(encodeSafetensors(new Map([...sample()].reverse())));
    expect(backward).toEqual(forward);
    const small = new Map<string, StoredTensor>([
      ['x', { type: 'U8', shape: [1], data: Uint8Array.of(1) }],
      ['w', { type: 'F32', shape: [1], data: Float32Array.of(1) }],
    ]);
    const header =
      '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"U8","shape":[1],"data_offsets":[4,5]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    expect(concatenate(encodeSafetensors(small))).toEqual(file(padded, Uint8Array.of(0, 0, 0x80, 0x3f, 1)));
  });
});

const info = (offsets: string, shape = '[1]', dtype = 'F32') =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;
const one = (entry: string) => `{"a":${entry}}`;
const two = (a: string, b: string) => `{"a":${a},"b":${b}}`;

const MALFORMED: [string, SafetensorsFault, Uint8Array][] = [
  ['nothing', 'header too small', new Uint8Array()],
  ...[1, 4, 7].map(
    n => [`${n} bytes`, 'header too small', new Uint8Array(n)] as [string, SafetensorsFault, Uint8Array],
  ),
  ['no header', 'header start', new Uint8Array(8)],
  ['length beyond the file', 'header length', file('{}', 0, 3n)],
  ['length of 100 MB', 'header length', file('{}', 0, 100_000_000n)],
  ['length over 100 MB', 'header too large', file('{}', 0, 100_000_001n)],
  ['length 2^63', 'header too large', file('{}', 0, 2n ** 63n)],
  ['length 2^64 − 1', 'header too large', file('{}', 0, 2n ** 64n - 1n)],
  ['length that wraps with 8', 'header too large', file('{}', 0, 2n ** 64n - 8n)],
  ['invalid UTF-8', 'header encoding', file(Uint8Array.of(0x7b, 0xff, 0x7d))],
  ['overlong UTF-8', 'header encoding', file(Uint8Array.of(0x7b, 0x22, 0xc0, 0x80, 0x22, 0x7d))],
  ['surrogate in UTF-8', 'header encoding', file(Uint8Array.of(0x7b, 0xed, 0xa0, 0x80, 0x7d))],
  ['byte order mark', 'header start', file('\ufeff{}')],
  ['space first', 'header start', file(' {}')],
  ['array', 'header start', file('[]')],
  ['null', 'header start', file('null')],
  ['open brace', 'header syntax', file('{')],
  ['two values', 'header syntax', file('{}{}')],
  ['trailing comma', 'header syntax', file('{"a":1,}')],
  ['comment', 'header syntax', file('{/**/}')],
  ['control character in a name', 'header syntax', file(`{"a\u0001":${info('[0,4]')}}`, 4)],
  ['NaN', 'header syntax', file(one(info('[0,4]', '[NaN]')), 4)],
  ['deep nesting', 'header syntax', file(`{"a":${'['.repeat(100_000)}`)],
  ['deep nesting, closed', 'header syntax', file(`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`)],
  ['tensor twice', 'duplicate key', file(`{"a":${info('[0,4]')},"a":${info('[0,4]')}}`, 4)],
  ['tensor twice, escaped', 'duplicate key', file(`{"a":${info('[0,4]')},"\\u0061":${info('[0,4]')}}`, 4)],
  [
    '__proto__ twice',
    'duplicate key',
    file(`{"__proto__":${info('[0,4]')},"__proto__":${info('[0,4]')}}`, 4),
  ],
  [
    'field twice',
    'duplicate key',
    file('{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4),
  ],
  ['metadata twice', 'duplicate key', file('{"__metadata__":{},"__metadata__":{}}')],
  ['metadata key twice', 'duplicate key', file('{"__metadata__":{"a":"1","a":"2"}}')],
  ['metadata number', 'header syntax', file('{"__metadata__":{"a":1}}')],
  ['metadata object', 'header syntax', file('{"__metadata__":{"a":{}}}')],
  ['metadata array', 'header syntax', file('{"__metadata__":["a"]}')],
  ['metadata null', 'header syntax', file('{"__metadata__":null}')],
  ['tensor null', 'header syntax', file(one('null'))],
  ['tensor text', 'header syntax', file(one('"x"'))],
  ['tensor array', 'header syntax', file(one('[1]'))],
  ['no dtype', 'header syntax', file(one('{"shape":[1],"data_offsets":[0,4]}'), 4)],
  ['no shape', 'header syntax', file(one('{"dtype":"F32","data_offsets":[0,4]}'), 4)],
  ['no offsets', 'header syntax', file(one('{"dtype":"F32","shape":[1]}'), 4)],
  ['a field too many', 'header syntax', file(one(info('[0,4]').replace('}', ',"x":1}')), 4)],
  ['unknown dtype', 'header syntax', file(one(info('[0,4]', '[1]', 'F33')), 4)],
  ['dtype of Object.prototype', 'header syntax', file(one(info('[0,4]', '[1]', 'constructor')), 4)],
  ['dtype number', 'header syntax', file('{"a":{"dtype":1,"shape":[1],"data_offsets":[0,4]}}', 4)],
  ['shape negative', 'header syntax', file(one(info('[0,4]', '[-1]')), 4)],
  ['shape negative zero', 'header syntax', file(one(info('[0,0]', '[-0]')))],
  ['shape fraction', 'header syntax', file(one(info('[0,4]', '[1.5]')), 4)],
  ['shape 2^53', 'header syntax', file(one(info('[0,4]', '[9007199254740992]')), 4)],
  ['shape 1e400', 'header syntax', file(one(info('[0,4]', '[1e400]')), 4)],
  ['shape text', 'header syntax', file(one(info('[0,4]', '["1"]')), 4)],
  ['shape number', 'header syntax', file(one(info('[0,4]', '1')), 4)],
  ['one offset', 'header syntax', file(one(info('[4]')), 4)],
  ['three offsets', 'header syntax', file(one(info('[0,4,8]')), 8)],
  ['offset negative', 'header syntax', file(one(info('[-4,0]')), 4)],
  ['offset fraction', 'header syntax', file(one(info('[0,4.5]')), 4)],
  ['offsets swapped', 'offsets', file(one(info('[4,0]')), 4)],
  ['hole at the start', 'offsets', file(one(info('[4,8]')), 8)],
  ['hole between', 'offsets', file(two(info('[0,4]'), info('[8,12]')), 12)],
  ['overlap', 'offsets', file(two(info('[0,4]'), info('[2,6]')), 6)],
  ['same place', 'offsets', file(two(info('[0,4]'), info('[0,4]')), 4)],
  ['inside another', 'offsets', file(two(info('[0,8]', '[2]'), info('[4,8]')), 8)],
  ['data too short for the shape', 'tensor size', file(one(info('[0,4]', '[2]')), 4)],
  ['data too long for the shape', 'tensor size', file(one(info('[0,8]')), 8)],
  ['data for a narrower type', 'tensor size', file(one(info('[0,4]', '[1]', 'F64')), 4)],
  ['empty shape with data', 'tensor size', file(one(info('[0,4]', '[0]')), 4)],
  ['shape product overflow', 'overflow', file(one(info('[0,4]', '[4294967296,4294967296]')), 4)],
  ['shape overflow by type', 'overflow', file(one(info('[0,4]', '[9007199254740991]')), 4)],
  ['shape overflow to zero', 'overflow', file(one(info('[0,0]', '[4294967296,4294967296,0]')))],
  ['file too short', 'incomplete buffer', file(one(info('[0,4]')), 3)],
  ['file too long', 'incomplete buffer', file(one(info('[0,4]')), 5)],
  ['data without tensor', 'incomplete buffer', file('{}', 1)],
  ['offsets beyond the file', 'incomplete buffer', file(one(info('[0,4000000000]', '[1000000000]')), 4)],
];

describe('decodeSafetensors', () => {
  const odd = (extra: number) => {
    const header = `{"w":${info('[0,8]', '[2]')}}${' '.repeat(extra)}`;
    return file(header, new Uint8Array(Float32Array.of(1.5, -2.5).buffer));
  };
  const holders: [string, (size: number) => Uint8Array][] = [
    ['Uint8Array', size => new Uint8Array(size)],
    ['Buffer', size => Buffer.alloc(size)],
    ['shared memory', size => new Uint8Array(new SharedArrayBuffer(size))],
  ];

  it.each(holders)('reads the same from a part of a larger %s, wherever it begins', (_, allocate) => {
    for (let offset = 0; offset < 8; offset++) {
      for (let extra = 0; extra < 8; extra++) {
        const bytes = odd(extra);
        const holder = allocate(bytes.length + 16);
        holder.set(bytes, offset);
        const { tensors } = decodeSafetensors(holder.subarray(offset, offset + bytes.length));
        expect(tensors.get('w')!.data, `${offset} ${extra}`).toEqual(Float32Array.of(1.5, -2.5));
      }
    }
  });

  it.each(MALFORMED)('refuses %s (%s)', (_, fault, bytes) => {
    let error: unknown;
    try {
      decodeSafetensors(bytes);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(SafetensorsError);
    expect((error as SafetensorsError).fault).toBe(fault);
    expect((error as SafetensorsError).message).toMatch(/^safetensors: [^\n]{10,200}$/);
  });

  it('has at least the 60 cases that the reliability rules ask for', () => {
    expect(MALFORMED.length).toBeGreaterThanOrEqual(60);
  });

  it('throws nothing but SafetensorsError on mutated files', () => {
    const good = concatenate(encodeSafetensors(sample(), new Map([['format', 'pt']])));
    const random = new Random(1, 'mutate');
    for (let i = 0; i < 5000; i++) {
      const bad = good.slice(0, random.integer(4) === 0 ? random.integer(good.length) : good.length);
      for (let k = random.integer(4); k >= 0 && bad.length > 0; k--) {
        bad[random.integer(bad.length)] = random.integer(256);
      }
      try {
        decodeSafetensors(bad);
      } catch (error) {
        expect(error).toBeInstanceOf(SafetensorsError);
      }
    }
  });
});
