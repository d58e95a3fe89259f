import type { Module, Site } from './form.ts';
import { arranged, featureOf } from './order.ts';

/** The linear map of a layer, whose features may be those of an image. */
export function linear(site: Site, weight: string, at: string, bias?: string): Module {
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
export function conditioned(site: Site, name: string, at: string): Module {
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
