import { interpret } from '../graph/interpret.ts';
import { input } from '../graph/ops/leaf.ts';
import type { Tensor } from '../graph/tensor.ts';
import { Network } from './network.ts';
import type { Reparametrization } from './scope.ts';

/** A network and its weights by name. */
export interface Weighted {
  readonly network: Network;
  readonly weights: Readonly<Record<string, Float32Array>>;
}

/**
 * The same function with plain weight matrices: what they are reparametrised to in inference mode, such as a matrix over its
 * spectral norm, stands in their place.
 */
export function plain({ network, weights }: Weighted): Weighted {
  const { reparametrize, name, layer, input, condition, pac } = network;
  if (!reparametrize) return { network, weights };
  const used = reparametrized(network, reparametrize);
  const values = interpret([...used.values()], weights);
  const given = Object.fromEntries([...used.keys()].map((of, i) => [of, Float32Array.from(values[i])]));
  return { network: new Network(name, layer, input, { condition, pac }), weights: { ...weights, ...given } };
}

/** What the layers compute with, by the names of the matrices. */
function reparametrized(network: Network, reparametrize: Reparametrization): Map<string, Tensor> {
  const used = new Map<string, Tensor>();
  const noted: Reparametrization = (weight, scope) => {
    const result = reparametrize(weight, scope);
    if (!scope.training) used.set(`${scope.path}/${weight.name}`, result.value);
    return result;
  };
  const { name, layer, condition, pac } = network;
  const twin = new Network(name, layer, network.input, { reparametrize: noted, condition, pac });
  twin.infer(input('x', [2, ...network.input]), twin.variables(), twin.conditionInput('y', 2));
  return used;
}
