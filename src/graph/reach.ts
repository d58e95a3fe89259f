import { type ConvParts, convParts } from './ops/conv.ts';
import { constantValues } from './ops/leaf.ts';
import type { PadAttrs, SliceAttrs } from './ops/shape.ts';
import { type Shape, type Tensor, topological } from './tensor.ts';

/** The first and the last index on an axis; outside of the array where zeros around it are meant. */
export type Interval = readonly [first: number, last: number];
type Box = readonly Interval[];

/**
 * Which part of `input` the element `at` of `output` can depend on, as if arrays had no ends where convolutions add zeros: an interval
 * on each axis. Undefined where it does not depend on it. Ops that mix a whole axis reach all of it.
 */
export function reach(output: Tensor, at: readonly number[], input: Tensor): Box | undefined {
  const boxes = new Map<Tensor, Box>([[output, at.map(i => [i, i] as const)]]);
  for (const node of topological([output]).reverse()) {
    const box = boxes.get(node);
    if (!box || node === input) continue;
    node.inputs.forEach((operand, i) => {
      const needed = operandBox(node, i, box);
      const known = boxes.get(operand);
      boxes.set(operand, known ? union(known, needed) : needed);
    });
  }
  return boxes.get(input);
}

const union = (a: Box, b: Box): Box =>
  a.map(([first, last], i) => [Math.min(first, b[i][0]), Math.max(last, b[i][1])] as const);

const whole = (shape: Shape): Box => shape.map(length => [0, length - 1] as const);

/** What an operand must give for a box of the result. */
function operandBox(node: Tensor, operand: number, box: Box): Box {
  const { shape } = node.inputs[operand];
  const parts = convParts(node);
  if (parts) return operand === 0 ? seen(parts, box, shape) : whole(shape);
  switch (node.op.name) {
    case 'reshape':
      return reshaped(node.shape, shape, box);
    case 'transpose': {
      const { order } = node.attrs as { readonly order: readonly number[] };
      return shape.map((_, axis) => box[order.indexOf(axis)]);
    }
    case 'slice':
      return shifted(box, (node.attrs as SliceAttrs).starts, 1);
    case 'pad':
      return shifted(box, (node.attrs as PadAttrs).before, -1);
    case 'concat':
      return concatenated(node, operand, box);
    case 'matmul':
      return multiplied(node, operand, box);
    default:
      return aligned(node, shape, box);
  }
}

/** Element by element, or an expansion: of each axis that both have the same, else all of it. */
function aligned({ shape: made }: Tensor, shape: Shape, box: Box): Box {
  const lead = made.length - shape.length;
  return shape.map((length, axis) => (made[axis + lead] === length ? box[axis + lead] : [0, length - 1]));
}

const shifted = (box: Box, by: readonly number[], sign: 1 | -1): Box =>
  box.map(([first, last], axis) => [first + sign * by[axis], last + sign * by[axis]] as const);

/** Rows and columns that windows at these positions see, or that send something to them. */
function seen({ kind, window }: ConvParts, [samples, ...area]: Box, shape: Shape): Box {
  if (kind === 'convFilter') return whole(shape);
  const { kernel, stride, padding, dilation } = window;
  const sides = [0, 1].map((axis): Interval => {
    const [first, last] = area[axis];
    const [step, before, span] = [stride[axis], padding[axis], dilation[axis] * (kernel[axis] - 1)];
    if (kind === 'conv') return [first * step - before, last * step - before + span];
    return [Math.ceil((first + before - span) / step), Math.floor((last + before) / step)];
  });
  return [samples, ...sides, [0, shape[3] - 1]];
}

function concatenated(node: Tensor, operand: number, box: Box): Box {
  const { axis } = node.attrs as { readonly axis: number };
  const before = node.inputs.slice(0, operand).reduce((sum, x) => sum + x.shape[axis], 0);
  const length = node.inputs[operand].shape[axis];
  const clamp = (i: number) => Math.min(Math.max(i - before, 0), length - 1);
  return box.map(([first, last], i) => (i === axis ? [clamp(first), clamp(last)] : [first, last]));
}

/** All of the inner axis, or what a constant matrix, such as one that interpolates, leaves of it. */
function multiplied(node: Tensor, operand: number, box: Box): Box {
  const { shape } = node.inputs[operand];
  const rank = shape.length;
  const { transA, transB } = node.attrs as { readonly transA: boolean; readonly transB: boolean };
  if (operand === 2) return aligned(node, shape, box);
  const [rows, columns] = box.slice(-2);
  const [inner, outer] = operand === 0 ? [transA ? -2 : -1, rows] : [transB ? -1 : -2, columns];
  const lead = aligned(node, shape, box).slice(0, rank - 2);
  const depth = innerReach(node, operand, box) ?? [0, shape.at(inner)! - 1];
  return inner === -1 ? [...lead, outer, depth] : [...lead, depth, outer];
}

function innerReach(node: Tensor, operand: number, box: Box): Interval | undefined {
  const [matrix] = node.inputs;
  const values = constantValues(matrix);
  const { transA } = node.attrs as { readonly transA: boolean };
  if (operand !== 1 || !values || !transA || matrix.shape.length !== 2) return undefined;
  const [inner, rows] = matrix.shape;
  const [first, last] = box[box.length - 2];
  const used = Array.from({ length: inner }, (_, k) => k).filter(k => {
    const of = values.subarray(k * rows, (k + 1) * rows);
    return of.some((weight, row) => weight !== 0 && row >= first && row <= last);
  });
  return used.length === 0 ? undefined : [used[0], used[used.length - 1]];
}

/** Of axes that were split or joined; groups of axes of equal size are mapped each for itself. */
function reshaped(made: Shape, given: Shape, box: Box): Box {
  const result: Interval[] = [];
  for (let [i, j] = [0, 0]; i < given.length; ) {
    const [from, to] = [[given[i++]], j < made.length ? [j++] : []];
    const size = () => to.reduce((p, axis) => p * made[axis], 1);
    const length = () => from.reduce((p, d) => p * d, 1);
    while (size() !== length() || (i === given.length && j < made.length)) {
      if (size() < length() || i === given.length) to.push(j++);
      else from.push(given[i++]);
    }
    result.push(
      ...regrouped(
        from,
        to.map(axis => [made[axis], box[axis]] as const),
      ),
    );
  }
  return result;
}

/** One group of axes: the flat interval that a box covers, taken apart again. */
function regrouped(from: readonly number[], to: readonly (readonly [number, Interval])[]): Interval[] {
  if (from.length === 1 && to.length === 1) return [to[0][1]];
  const flat = [0, 1].map(end => to.reduce((at, [length, interval]) => at * length + interval[end], 0));
  const intervals: Interval[] = [];
  let [first, last] = flat;
  for (const length of [...from].reverse()) {
    const [a, b] = [Math.floor(first / length), Math.floor(last / length)];
    const outermost = intervals.length === from.length - 1;
    const wraps = a !== b && !outermost;
    intervals.unshift(
      outermost ? [first, last] : wraps ? [0, length - 1] : [first - a * length, last - b * length],
    );
    [first, last] = [a, b];
  }
  return intervals;
}
