import { dimensions, type Form, wide } from './form.ts';
import { conditioned, linear } from './linear.ts';

export const condition: Form = {
  modules: site => (site.parameter('embedding') ? [conditioned(site, 'embedding', 'embedding')] : []),
  call(site, x) {
    const row = site.parameter('embedding') ? `${site.self}.embedding(y)` : 'y';
    const image = dimensions(site) === 2;
    const values = image ? `${row}${wide(site)}.expand(-1, -1, *${x}.shape[2:])` : row;
    return `torch.cat((${x}, ${values}), 1)`;
  },
};

export const projection: Form = {
  modules: site => [
    linear(site, 'weight', '', 'bias'),
    site.parameter('map') ? conditioned(site, 'map', 'map') : conditioned(site, 'embedding', 'embedding'),
  ],
  call: (site, x) =>
    `${site.self}(${x}) + (${site.self}.${site.parameter('map') ? 'map' : 'embedding'}(y) * ${x}).sum(1, keepdim=True)`,
};
