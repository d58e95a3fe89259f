import { sizeOf } from '../../graph/tensor.ts';
import type { Form, Module, Site } from './form.ts';
import { arranged } from './order.ts';

/** Numbers of a convolution, as the layer has them. */
interface About {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [top: number, left: number, bottom: number, right: number];
  readonly dilation: readonly [number, number];
  readonly groups: number;
  /** Of images of twice the sides, or before means of 2 × 2 pixels. */
  readonly how?: 'upsampledConv' | 'pooledConv';
}

const aboutOf = ({ call }: Site) => call.about as unknown as About;

/** One number where both are the same. */
const pair = ([a, b]: readonly number[]) => (a === b ? `${a}` : `(${a}, ${b})`);

const isSymmetric = ({ padding: [top, left, bottom, right] }: About) => top === bottom && left === right;

function options(site: Site, extra: Readonly<Record<string, readonly number[]>>): string {
  const { stride, dilation, groups } = aboutOf(site);
  const said = Object.entries({ stride, ...extra, dilation }).filter(
    ([name, value]) => pair(value) !== (name.endsWith('padding') ? '0' : '1'),
  );
  return [
    ...said.map(([name, value]) => `, ${name}=${pair(value)}`),
    groups === 1 ? '' : `, groups=${groups}`,
    site.parameter('bias') ? '' : ', bias=False',
  ].join('');
}

/** @param channels from and to */
function module(site: Site, name: string, channels: readonly [number, number], text: string): Module {
  const { shape } = site.parameter('weight')!;
  const { kernel } = aboutOf(site);
  const split = [...kernel, shape[0] / sizeOf(kernel), shape[1]];
  return {
    at: '',
    python: `nn.${name}(${channels.join(', ')}, ${pair(kernel)}${text})`,
    arrays: {
      weight: ['weight', arranged(split, [3, 2, 0, 1])],
      ...(site.parameter('bias') && { bias: ['bias', arranged([channels[1]], [0])] }),
    },
  };
}

const channelsOf = ({ call: { inputs, output } }: Site) => [inputs[0].shape[3], output.shape[3]] as const;

export const conv: Form = {
  modules(site) {
    const { padding } = aboutOf(site);
    const around = isSymmetric(aboutOf(site)) ? padding.slice(0, 2) : [0, 0];
    return [module(site, 'Conv2d', channelsOf(site), options(site, { padding: around }))];
  },
  call(site, x) {
    const about = aboutOf(site);
    const [top, left, bottom, right] = about.padding;
    if (about.how === 'upsampledConv') return `${site.self}(F.interpolate(${x}, scale_factor=2))`;
    if (about.how === 'pooledConv') return `F.avg_pool2d(${site.self}(${x}), 2)`;
    const padded = isSymmetric(about) ? x : `F.pad(${x}, (${left}, ${right}, ${top}, ${bottom}))`;
    return `${site.self}(${padded})`;
  },
};

/** What PyTorch adds at the bottom and the right; below zero where that much is cut off. */
function added(site: Site): readonly [number, number] {
  const { kernel, stride, padding, dilation } = aboutOf(site);
  const { inputs, output } = site.call;
  const of = (axis: 0 | 1) => {
    const full = stride[axis] * (inputs[0].shape[1 + axis] - 1) + dilation[axis] * (kernel[axis] - 1) + 1;
    return output.shape[1 + axis] - (full - 2 * padding[axis]);
  };
  return [of(0), of(1)];
}

export const convTranspose: Form = {
  modules(site) {
    const output_padding = added(site).map(n => Math.max(n, 0));
    const text = options(site, { padding: aboutOf(site).padding.slice(0, 2), output_padding });
    return [module(site, 'ConvTranspose2d', channelsOf(site), text)];
  },
  call(site, x) {
    const cut = added(site).some(n => n < 0);
    const [, height, width] = site.call.output.shape;
    return `${site.self}(${x})${cut ? `[:, :, :${height}, :${width}]` : ''}`;
  },
};
