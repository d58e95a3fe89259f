import { sizeOf } from '../../graph/tensor.ts';
import { basis } from './basis.ts';
import { condition, projection } from './conditions.ts';
import { conv, convTranspose } from './convolutions.ts';
import { type Form, type Site, straight } from './form.ts';
import { linear } from './linear.ts';
import { batchNorm, groupNorm } from './norms.ts';

const plain = (call: (x: string, site: Site) => string): Form => ({ call: (site, x) => call(x, site) });
const activation = (call: (x: string, site: Site) => string): Form => ({ ...plain(call), inline: true });

/** Images channels first. */
const viewed = ({ call }: Site) => {
  const [, height, width, channels] = call.output.shape;
  return [channels, height, width].join(', ');
};

/** Forms of the layers by kind. Layers of a network family that are not here have none. */
export const forms: Readonly<Record<string, Form>> = {
  dense: {
    modules: site => [linear(site, 'weight', '', 'bias')],
    call: ({ self }, x) => `${self}(${x})`,
  },
  maxout: {
    modules: site => [linear(site, 'weight', '', 'bias')],
    call: ({ self, call }, x) =>
      `${self}(${x}).view(-1, ${sizeOf(call.output.shape.slice(1))}, ${call.about['pieces']}).amax(2)`,
  },
  conv,
  convTranspose,
  batchNorm,
  layerNorm: groupNorm,
  groupNorm,
  condition,
  projection,
  basis,
  /** In training only, but its factor is kept. */
  noise: {
    modules: site => [
      {
        at: 'weight',
        python: 'nn.Parameter(torch.zeros(1))',
        arrays: { weight: ['', straight(site.parameter('weight')!)] },
      },
    ],
    call: (_, x) => x,
  },
  relu: activation(x => `F.relu(${x})`),
  'leaky-relu': activation((x, { call }) => `F.leaky_relu(${x}, ${call.about['slope']})`),
  tanh: activation(x => `torch.tanh(${x})`),
  sigmoid: activation(x => `torch.sigmoid(${x})`),
  softplus: activation(x => `F.softplus(${x})`),
  silu: activation(x => `F.silu(${x})`),
  gelu: activation(x => `F.gelu(${x})`),
  elu: activation(x => `F.elu(${x})`),
  glu: activation(x => `F.glu(${x}, 1)`),
  reshape: plain((x, site) => `${x}.view(-1, ${viewed(site)})`),
  point: plain(x => `${x}[:, :, None, None]`),
  flatten: plain(x => `${x}.flatten(1)`),
  upsample: plain(
    (x, { call: { about } }) =>
      `F.interpolate(${x}, scale_factor=${about['factor']}${about['mode'] === 'bilinear' ? ', mode="bilinear"' : ''})`,
  ),
  averagePool: plain(x => `F.avg_pool2d(${x}, 2)`),
  averagedTo: plain(
    (x, { call }) => `F.adaptive_avg_pool2d(${x}, (${call.output.shape.slice(1, 3).join(', ')}))`,
  ),
  sumPool: plain(x => `${x}.sum((2, 3))`),
  unitMoment: plain(x => `${x} * (${x}.square().mean(1, keepdim=True) + 1e-8).rsqrt()`),
  double: plain(x => `double(${x})`),
  half: plain(x => `halve(${x})`),
};
