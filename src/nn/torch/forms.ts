import { sizeOf } from '../../graph/tensor.ts';
import type { Condition } from '../../util/condition.ts';
import type { Parameter } from '../scope.ts';
import { conv, convTranspose } from './convolutions.ts';
import { type Arranged, arranged, featureOf, type Orders } from './order.ts';
import type { Call } from './trace.ts';

/** What a form sees of a layer. */
export interface Site {
  readonly call: Call;
  /** Of the layer, by its name below it. */
  parameter(name: string): Parameter | undefined;
  readonly orders: Orders;
  readonly condition: Condition | undefined;
  /** The layer in Python, such as `self.dense1`. */
  readonly self: string;
}

/** A module of PyTorch, or a bare parameter, and the arrays that it holds. */
export interface Module {
  /** Below the layer; empty for the layer itself. */
  readonly at: string;
  readonly python: string;
  /** By the names of parameters here: PyTorch's name in the module, empty for a bare parameter, and its order. */
  readonly arrays: Readonly<Record<string, readonly [key: string, order: Arranged]>>;
}

/** How a layer is written in PyTorch. */
export interface Form {
  modules?(site: Site): readonly Module[];
  /** @param x Python of what comes in */
  call(site: Site, x: string): string;
  /** Whether it is written around what it is given, on the same line. */
  readonly inline?: true;
}

/** An array in the order that it has here. */
export const straight = ({ shape }: Pick<Parameter, 'shape'>): Arranged =>
  arranged([...shape], [...shape.keys()]);

const plain = (call: (x: string, site: Site) => string): Form => ({ call: (site, x) => call(x, site) });
const activation = (call: (x: string, site: Site) => string): Form => ({ ...plain(call), inline: true });

const optional = (site: Site, name: string, key: string, order: (p: Parameter) => Arranged) => {
  const parameter = site.parameter(name);
  return parameter && { [name]: [key, order(parameter)] as const };
};

/** The linear map of a layer, whose features may be those of an image. */
function linear(site: Site, weight: string, at: string, bias?: string): Module {
  const { shape } = site.parameter(weight)!;
  const { orders, call } = site;
  const into = featureOf(orders.inputs.get(call.path));
  const out = featureOf(orders.outputs.get(call.path), (call.about['pieces'] as number) ?? 1);
  const withBias = bias !== undefined && site.parameter(bias);
  return {
    at,
    python: `nn.Linear(${shape[0]}, ${shape[1]}${withBias ? '' : ', bias=False'})`,
    arrays: {
      [weight]: ['weight', arranged([...shape], [1, 0], [into, out])],
      ...(withBias && { [bias]: ['bias', arranged([shape[1]], [0], [out])] }),
    },
  };
}

/** What a layer makes of the condition: a row of each class, or a linear map. */
function conditioned(site: Site, name: string, at: string): Module {
  const { shape, layout } = site.parameter(name)!;
  const { orders, call } = site;
  const features = featureOf(orders.inputs.get(call.path));
  if (layout?.kind !== 'dense') {
    const order = arranged([...shape], [0, 1], [undefined, features]);
    return { at, python: `nn.Embedding(${shape[0]}, ${shape[1]})`, arrays: { [name]: ['weight', order] } };
  }
  const order = arranged([...shape], [1, 0], [undefined, features]);
  return {
    at,
    python: `nn.Linear(${shape[0]}, ${shape[1]}, bias=False)`,
    arrays: { [name]: ['weight', order] },
  };
}

const dimensions = ({ call }: Site) => call.output.shape.length - 2;
const channelsOf = ({ call }: Site) => call.output.shape[call.output.shape.length - 1];
/** Values of channels beside images. */
const wide = (site: Site) => (dimensions(site) === 2 ? '[:, :, None, None]' : '');
const isConditional = (site: Site) => site.parameter('weight')!.shape.length === 2;

const batchNorm: Form = {
  modules(site) {
    const options = `eps=${site.call.about['epsilon']}${isConditional(site) ? ', affine=False' : ''}`;
    const module = (names: readonly string[]): Module => ({
      at: '',
      python: `nn.BatchNorm${dimensions(site) === 2 ? '2d' : '1d'}(${channelsOf(site)}, ${options})`,
      arrays: Object.fromEntries(names.map(name => [name, [name, straight(site.parameter(name)!)]])),
    });
    const running = ['running_mean', 'running_var'];
    if (!isConditional(site)) return [module([...running, 'weight', 'bias'])];
    return [module(running), conditioned(site, 'weight', 'gain'), conditioned(site, 'bias', 'shift')];
  },
  call(site, x) {
    const { self, condition } = site;
    if (!isConditional(site)) return `${self}(${x})`;
    const [gain, shift] = ['gain', 'shift'].map(part => `${self}.${part}(y)${wide(site)}`);
    return `${self}(${x}) * ${condition!.kind === 'class' ? gain : `(1 + ${gain})`} + ${shift}`;
  },
};

/** Layers of each sample alone are groups of channels; one group for all. */
const groupNorm: Form = {
  modules: site => [
    {
      at: '',
      python: `nn.GroupNorm(${site.call.about['groups'] ?? 1}, ${channelsOf(site)}, eps=${site.call.about['epsilon']})`,
      arrays: {
        weight: ['weight', straight(site.parameter('weight')!)],
        bias: ['bias', straight(site.parameter('bias')!)],
      },
    },
  ],
  call: ({ self }, x) => `${self}(${x})`,
};

const condition: Form = {
  modules: site => (site.parameter('embedding') ? [conditioned(site, 'embedding', 'embedding')] : []),
  call(site, x) {
    const row = site.parameter('embedding') ? `${site.self}.embedding(y)` : 'y';
    const image = dimensions(site) === 2;
    const values = image ? `${row}${wide(site)}.expand(-1, -1, *${x}.shape[2:])` : row;
    return `torch.cat((${x}, ${values}), 1)`;
  },
};

const projection: Form = {
  modules: site => [
    linear(site, 'weight', '', 'bias'),
    site.parameter('map') ? conditioned(site, 'map', 'map') : conditioned(site, 'embedding', 'embedding'),
  ],
  call: (site, x) =>
    `${site.self}(${x}) + (${site.self}.${site.parameter('map') ? 'map' : 'embedding'}(y) * ${x}).sum(1, keepdim=True)`,
};

/** R3GAN's trained small image of G, and its trained weights of pixels in D. */
const basis: Form = {
  modules(site) {
    const image = site.parameter('basis');
    if (image) {
      const [height, width, channels] = image.shape;
      const order = arranged([...image.shape], [2, 0, 1]);
      const python = `nn.Parameter(torch.zeros(${channels}, ${height}, ${width}))`;
      return [
        { at: 'basis', python, arrays: { basis: ['', order] } },
        linear(site, 'dense1/weight', 'dense1'),
      ];
    }
    const [, height, width, channels] = site.call.inputs[0].shape;
    return [
      {
        at: '',
        python: `nn.Conv2d(${channels}, ${channels}, (${height}, ${width}), groups=${channels}, bias=False)`,
        arrays: { weight: ['weight', arranged([height, width, 1, channels], [3, 2, 0, 1])] },
      },
    ];
  },
  call: (site, x) =>
    site.parameter('basis')
      ? `${site.self}.basis * ${site.self}.dense1(${x})[:, :, None, None]`
      : `${site.self}(${x}).flatten(1)`,
};

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
        arrays: { ...optional(site, 'weight', '', straight) },
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
