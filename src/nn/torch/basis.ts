import type { Form } from './form.ts';
import { linear } from './linear.ts';
import { arranged } from './order.ts';

/** R3GAN's trained small image of G, and its trained weights of pixels in D. */
export const basis: Form = {
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
