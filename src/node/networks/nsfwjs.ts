import { gunzipSync } from 'node:zlib';
import { nodeSha256 } from '../../data/cache.ts';
import type { Quantized } from '../../metrics/networks/excerpt.ts';
import { UserError } from '../../util/error.ts';

/** The npm package whose networks begin with layers that ImageNet trained and nobody changed: MIT, Infinite Red, Inc. */
export const NSFWJS = {
  source: 'nsfwjs 4.3.0, npm, MIT licence, Copyright (c) 2019 Infinite Red, Inc.',
  url: 'https://registry.npmjs.org/nsfwjs/-/nsfwjs-4.3.0.tgz',
  sha256: '4496790efc9bdc6f3e85a826a8e482c1fa1e9db4b3d18c095e98cc0c73cfb12f',
} as const;

/** Bytes of the unpacked package: more is another file. */
const MOST = 2e8;

/** The files of `nsfwjs` 4.3.0, from its tarball. */
export class Nsfwjs {
  private readonly files: ReadonlyMap<string, Uint8Array>;

  /**
   * @param origin what errors call it
   * @throws UserError when it is another file
   */
  constructor(tarball: Uint8Array, origin: string) {
    const got = nodeSha256(tarball);
    if (got !== NSFWJS.sha256) {
      throw new UserError(
        `inception: expected nsfwjs-4.3.0.tgz with SHA-256 ${NSFWJS.sha256.slice(0, 12)}…, got ${got.slice(0, 12)}… in ${origin}; fetch it anew with npm pack nsfwjs@4.3.0`,
      );
    }
    this.files = untar(gunzipSync(tarball, { maxOutputLength: MOST }));
  }

  text(path: string): string {
    return new TextDecoder().decode(this.files.get(`package/${path}`)!);
  }

  /** Arrays of a model by their Keras names, such as `Conv1/kernel`, in this order. */
  arrays(model: 'mobilenet_v2' | 'inception_v3', names: readonly string[]): Quantized[] {
    const folder = `dist/models/${model}`;
    const manifest = this.text(`${folder}/model.min.js`);
    const paths = JSON.parse(/paths:(\[[^\]]+\])/.exec(manifest)![1]) as string[];
    const values = Buffer.concat(paths.map(path => shard(this.text(`${folder}/${path}.min.js`))));
    const all = new Map<string, Quantized>();
    let start = 0;
    for (const [, name, extents, min, scale] of manifest.matchAll(ARRAY)) {
      const shape = JSON.parse(extents) as number[];
      const end = start + shape.reduce((product, extent) => product * extent, 1);
      all.set(name, {
        name,
        shape,
        min: Number(min),
        scale: Number(scale),
        bytes: values.subarray(start, end),
      });
      start = end;
    }
    return names.map(name => all.get(name)!);
  }
}

/** An entry of the list of arrays in `model.min.js`; the bytes of all of them lie in the shards in this order. */
const ARRAY =
  /\{name:"([^"]+)",shape:(\[[\d,]*\]),dtype:"float32",quantization:\{min:([-\d.e]+),scale:([-\d.e]+),dtype:"uint8"\}\}/g;

/** What a module holds in base64: by far its longest string. */
function shard(module: string): Buffer {
  const strings = module.split('"');
  return Buffer.from(
    strings.reduce((longest, text) => (text.length > longest.length ? text : longest)),
    'base64',
  );
}

const BLOCK = 512;

/** Regular files of a tar archive, by path. */
function untar(archive: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const text = (start: number, length: number) =>
    new TextDecoder().decode(archive.subarray(start, start + length)).replace(/\0.*$/s, '');
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    files.set(text(at, 100), archive.subarray(at + BLOCK, at + BLOCK + size));
    at += BLOCK * (1 + Math.ceil(size / BLOCK));
  }
  return files;
}
