import { label, type Tensor } from '../graph/tensor.ts';
import type { Note, Scope } from './scope.ts';

/**
 * A piece of a network: a function of a batch [N, ...] that takes its parameters from its scope.
 * Any function of this type is a layer; `kind` names its scope.
 */
export interface Layer {
  readonly kind: string;
  apply(x: Tensor, scope: Scope): Tensor;
}

/**
 * Makes a layer of a function.
 * @param about numbers that say what it does beside its parameters, such as a stride: for whoever writes it in another form
 */
export function layer(
  kind: string,
  apply: (x: Tensor, scope: Scope) => Tensor,
  about: Note['about'] = {},
): Layer {
  return {
    kind,
    apply(x, scope) {
      const y = apply(x, scope);
      scope.note({ kind, about, path: scope.path, x, y });
      return y;
    },
  };
}

/** Layers one after the other; the parts are named `dense1`, `relu1`, `dense2`, … below the whole. */
export function sequential(layers: readonly Layer[]): Layer {
  return layer('sequential', (x, scope) =>
    layers.reduce((h, part) => {
      const inner = part.kind === 'sequential' ? scope : scope.child(part.kind);
      return label(part.apply(h, inner), inner.path);
    }, x),
  );
}

/**
 * A layer that training leaves as it is, such as a pretrained feature network inside D: its parameters are buffers, its
 * own are read in inference mode and never reparametrised. Gradients flow through it to what is before it.
 * @param values of its arrays by name below it, as of {@link sequential} `dense1/weight`; default their initial values
 */
export function frozen(inner: Layer, values?: Readonly<Record<string, Float32Array>>): Layer {
  return layer('frozen', (x, scope) => inner.apply(x, scope.freeze(values)));
}
