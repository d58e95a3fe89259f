import type { Condition } from '../../util/condition.ts';
import type { Parameter } from '../scope.ts';
import { type Arranged, arranged, type Orders } from './order.ts';
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

/** Axes of positions: 2 of images, 0 of vectors. */
export const dimensions = ({ call }: Site) => call.output.shape.length - 2;
export const channelsOf = ({ call }: Site) => call.output.shape[call.output.shape.length - 1];
/** Values of channels beside images. */
export const wide = (site: Site) => (dimensions(site) === 2 ? '[:, :, None, None]' : '');
