import { channelsOf, dimensions, type Form, type Module, type Site, straight, wide } from './form.ts';
import { conditioned } from './linear.ts';

const isConditional = (site: Site) => site.parameter('weight')!.shape.length === 2;

export const batchNorm: Form = {
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
export const groupNorm: Form = {
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
