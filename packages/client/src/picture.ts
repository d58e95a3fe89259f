import { gridImage } from '../../../src/image/grid.ts';
import type { Image } from '../../../src/image/image.ts';
import { UserError } from '../../../src/util/error.ts';
import { encodePng } from './png.ts';
import { checkRequest } from './requests.ts';
import type { GeneratorInfo, Picture, Pixels, Sample, Samples } from './types.ts';

type Info = Pick<GeneratorInfo, 'shape' | 'display'>;

/** @param values `[n, ...shape]` */
export function samplesOf(info: Info, values: Float32Array): Samples {
  const size = info.shape.reduce((product, extent) => product * extent, 1);
  const length = values.length / size;
  const at = (place: number) => sampleOf(info, values.subarray(place * size, (place + 1) * size));
  return {
    length,
    tensor: { data: values, shape: [length, ...info.shape] },
    at(place) {
      if (Number.isInteger(place) && place >= 0 && place < length) return at(place);
      throw new RangeError(`samples: expected a place from 0 to ${length - 1}, got ${place}`);
    },
    grid(options = {}) {
      checkRequest('grid', options, ['columns', 'padding']);
      return pictureOf(() => imageOf(info, values, { padding: 2, ...options }));
    },
    *[Symbol.iterator]() {
      for (let i = 0; i < length; i++) yield at(i);
    },
  };
}

function sampleOf(info: Info, data: Float32Array): Sample {
  const picture = pictureOf(() => imageOf(info, data, { padding: 0 }));
  return { tensor: { data, shape: info.shape }, ...picture };
}

function imageOf(
  { shape, display }: Info,
  values: Float32Array,
  options: { readonly columns?: number; readonly padding?: number },
): Image {
  if (shape.length === 3) return gridImage(values, shape, { range: display, ...options });
  throw new UserError(
    `picture: expected a generator of images, got one of points [${shape.join(', ')}]; take its tensor`,
  );
}

/** A picture of what is drawn when it is asked for. */
export function pictureOf(image: () => Image): Picture {
  const imageData = () => onPage('ImageData', () => asImageData(coloured(image())));
  const draw = (canvas: HTMLCanvasElement | OffscreenCanvas) => {
    const data = imageData();
    [canvas.width, canvas.height] = [data.width, data.height];
    (canvas.getContext('2d') as CanvasRenderingContext2D).putImageData(data, 0, 0);
  };
  return {
    pixels: () => coloured(image()),
    png: async () => encodePng(image()),
    imageData,
    canvas: () =>
      onPage('HTMLCanvasElement', () => {
        const canvas = document.createElement('canvas');
        draw(canvas);
        return canvas;
      }),
    draw,
  };
}

const asImageData = ({ data, width, height }: Pixels) => new ImageData(data, width, height);

function onPage<T>(name: string, make: () => T): T {
  if (name in globalThis) return make();
  throw new UserError(`picture: expected a page, which has ${name}, got none; take pixels() or png()`);
}

/** With all four channels. */
function coloured({ width, height, channels, data }: Image): Pixels {
  const out = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) out[4 * i + c] = data[i * channels + (channels === 1 ? 0 : c)];
    if (channels === 4) out[4 * i + 3] = data[4 * i + 3];
  }
  return { width, height, data: out };
}
