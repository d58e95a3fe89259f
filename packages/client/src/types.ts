/** What the latents of a generator are: `dim` numbers by a law. `uniform` is U(−1, 1), `uniform-unit` U(−√3, √3). */
export interface Latent {
  readonly distribution: 'normal' | 'uniform' | 'uniform-unit' | 'uniform-01';
  readonly dim: number;
}

/** A property of samples, such as the colour of hair, and the names of its values. */
export interface Attribute {
  readonly name: string;
  readonly values: readonly string[];
}

/** What a generator is conditioned on. */
export type Condition =
  | { readonly kind: 'class'; readonly names: readonly string[] }
  | { readonly kind: 'vector'; readonly dim: number; readonly attributes?: readonly Attribute[] }
  | { readonly kind: 'image'; readonly shape: readonly [height: number, width: number, channels: number] };

/** What a generator says of itself. */
export interface GeneratorInfo {
  readonly latent: Latent;
  /** Of one sample: `[height, width, channels]` of images, else `[features]`. */
  readonly shape: readonly number[];
  /** Values shown as black and as white, of images. */
  readonly display?: readonly [black: number, white: number];
  /** Steps that it was trained. */
  readonly step: number;
  /** Name of the data that it was trained on. */
  readonly data: string;
  readonly condition?: Condition;
}

/** Numbers row by row, the last axis fastest. */
export interface Tensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** Red, green, blue and alpha of each pixel, row by row from the top. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** The type of a name of the page; `never` where the program is compiled without the types of pages. */
export type OfPage<Name extends string> = typeof globalThis extends {
  [N in Name]: { prototype: infer T };
}
  ? T
  : never;

/** Something to look at. What is no image is refused in one sentence. */
export interface Picture {
  pixels(): Pixels;
  /** The file of a PNG, the same in pages and in Node. */
  png(): Promise<Uint8Array<ArrayBuffer>>;
  /** In a page or a worker. */
  imageData(): OfPage<'ImageData'>;
  /** A new canvas of its size, in a page. */
  canvas(): OfPage<'HTMLCanvasElement'>;
  /** Draws it on a canvas, which takes its size. */
  draw(canvas: OfPage<'HTMLCanvasElement'> | OfPage<'OffscreenCanvas'>): void;
}

export interface Sample extends Picture {
  /** `[height, width, channels]` of images, else `[features]`, values as the generator makes them. */
  readonly tensor: Tensor;
}

export interface Samples extends Iterable<Sample> {
  readonly length: number;
  /** `[length, height, width, channels]`, or `[length, features]`. */
  readonly tensor: Tensor;
  /** @throws RangeError where there is none */
  at(place: number): Sample;
  /** All images side by side, row after row; default as nearly a square as possible, 2 pixels apart. */
  grid(options?: { readonly columns?: number; readonly padding?: number }): Picture;
}

/** What samples are asked to be; default of all kinds that the generator knows, in turn. At most one of the three. */
export interface Asked {
  /** A class by its name, or several that samples are of in turn. */
  readonly class?: string | readonly string[];
  /** Values of attributes by name, such as `{ hair: 'red' }`; the others are drawn by the seed. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** The condition of each sample: class numbers, vectors `[n, dim]` or images `[n, height, width, channels]`. */
  readonly conditions?: Int32Array | Float32Array;
}

export interface SampleRequest extends Asked {
  /** A whole number from 0; default 0. Equal seeds make equal samples, as `saddle sample --seed` does. */
  readonly seed?: number;
  /**
   * Nearer to the typical sample as it falls. Normal latents are drawn within ±truncation; the range of uniform latents is
   * multiplied by it, from 0 to 1. Default: none.
   */
  readonly truncation?: number;
}

export interface SamplesRequest extends SampleRequest {
  readonly count: number;
}

export interface InterpolateRequest extends Asked {
  /**
   * Two seeds or more: the way goes through the first sample of each. All of it has one class and the same attributes, those of
   * the first, unless `class` is a list or `conditions` are given: then each seed has its own until the next.
   */
  readonly seeds: readonly number[];
  /** Samples from each of them to the next, without the next; default 8. */
  readonly frames?: number;
  readonly truncation?: number;
}

export interface GenerateRequest extends Asked {
  /** Of attributes that are drawn; default 0. */
  readonly seed?: number;
}

export interface LoadOptions {
  /** Of a folder: which of its models. Default: the full one. */
  readonly variant?: 'fp16' | 'int8';
  /** Default: `webgpu` in a page whose browser has an adapter that computes right, else `wasm`; in Node `cpu`. */
  readonly device?: 'webgpu' | 'wasm' | 'cpu';
  /** A copy of onnxruntime-web or onnxruntime-node that is loaded already; its device is `wasm` or `cpu` unless you say more. */
  readonly ort?: object;
  /** Address of the folder with the `ort-wasm-*` files; default: beside the script of onnxruntime-web. */
  readonly wasmPaths?: string;
}

/** A generator that is ready. Its owner disposes of it. Whatever it cannot do is refused by a `UserError` of one sentence. */
export interface Client {
  readonly info: GeneratorInfo;
  /** Names of its classes; none where it has no classes. */
  readonly classes: readonly string[];
  /** Its attributes; none where it has no attributes. */
  readonly attributes: readonly Attribute[];
  readonly device: 'webgpu' | 'wasm' | 'cpu';
  /** The first sample of a seed. */
  sample(request?: SampleRequest): Promise<Sample>;
  samples(request: SamplesRequest): Promise<Samples>;
  /** The way from seed to seed: along great circles for normal latents, else straight. `(seeds − 1) · frames + 1` samples. */
  interpolate(request: InterpolateRequest): Promise<Samples>;
  /** Latents `[count, dim]` of a seed, to be changed and given to {@link generate}. */
  latents(request: Pick<SamplesRequest, 'count' | 'seed' | 'truncation'>): Float32Array<ArrayBuffer>;
  /** Samples of latents `[n, dim]`. */
  generate(latents: Float32Array, request?: GenerateRequest): Promise<Samples>;
  dispose(): Promise<void>;
}

/** A folder or a file, by its path or address (a `URL` will do), or the bytes of `model.onnx`. */
export type Source = string | { readonly href: string } | Uint8Array | ArrayBuffer;

/**
 * Opens the generator that `saddle export RUN --to onnx` wrote.
 * @param source a folder is looked into for `model.onnx` and `onnx/model.onnx`
 * @throws UserError where there is none, it is another model, or there is no ONNX Runtime
 */
export type Load = (source: Source, options?: LoadOptions) => Promise<Client>;

/** What the caller can mend, in one sentence: `where: expected X, got Y; remedy`. */
export interface UserError extends Error {
  readonly name: 'UserError';
}
