import { type Tensor, topological } from '../tensor.ts';

/**
 * Replaces a node, whose inputs are already rewritten, by one of equal value; returns it unchanged
 * when there is nothing to do. What it returns is rewritten again until it stays the same.
 */
export type Rewrite = (node: Tensor, original: Tensor) => Tensor;

/**
 * Rewrites the graph under `outputs`, inputs first, and merges nodes that compute the same value
 * (common subexpressions). Nodes that no output needs are dropped, since nothing refers to them.
 */
export function rebuild(outputs: readonly Tensor[], rewrite: Rewrite): Tensor[] {
  const settled = new Map<Tensor, Tensor>();
  const merge = merger();
  const settle = (node: Tensor): Tensor => {
    const known = settled.get(node);
    if (known) return known;
    const inputs = node.inputs.map(settle);
    const current = inputs.every((x, i) => x === node.inputs[i]) ? node : { ...node, inputs };
    const rewritten = rewrite(current, node);
    if (rewritten !== current) rewritten.scope ??= node.scope;
    const result = rewritten === current ? merge(current) : settle(rewritten);
    settled.set(node, result).set(result, result);
    return result;
  };
  for (const node of topological(outputs)) settle(node);
  return outputs.map(settle);
}

/** Returns the first node seen that has the same op, attributes and inputs. */
function merger(): (node: Tensor) => Tensor {
  const unique = new Map<string, Tensor>();
  const ids = new Map<object, number>();
  const idOf = (thing: object) => {
    if (!ids.has(thing)) ids.set(thing, ids.size);
    return ids.get(thing);
  };
  return node => {
    const attrs = JSON.stringify(node.attrs, (_, value: unknown) =>
      value instanceof Float64Array ? textOf(value, idOf) : value,
    );
    const key = `${node.op.name} ${node.inputs.map(idOf)} ${attrs}`;
    const known = unique.get(key) ?? node;
    unique.set(key, known);
    return known;
  };
}

/** Tells constants apart: small or uniform ones by value, others by identity. */
function textOf(values: Float64Array, idOf: (thing: object) => unknown): string {
  if (values.length <= 16) return [...values].map(String).join();
  return values.every(value => Object.is(value, values[0])) ? `all ${values[0]}` : `#${idOf(values)}`;
}
