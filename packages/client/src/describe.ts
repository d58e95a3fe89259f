import type { Model, Port } from '../../../src/engine/engine.ts';
import { portText } from '../../../src/engine/engine.ts';
import { readMetadata } from '../../../src/graph/onnx/metadata.ts';
import { conditionShape } from '../../../src/util/condition.ts';
import { UserError } from '../../../src/util/error.ts';
import type { GeneratorInfo } from './types.ts';

const REMEDY = 'write it by `saddle export RUN --to onnx`';
const LAWS = ['normal', 'uniform', 'uniform-unit', 'uniform-01'];
const KINDS = ['class', 'vector', 'image'];

const isExtent = (x: unknown) => Number.isInteger(x) && (x as number) > 0;
const areNames = (x: unknown) => Array.isArray(x) && x.every(name => typeof name === 'string');

/**
 * What a model says of itself.
 * @param name what errors call it
 * @throws UserError when it is no generator that this client knows
 */
export function describe(model: Uint8Array, name: string): GeneratorInfo {
  const said = readMetadata(model);
  const text = said?.['saddle.generator'];
  if (text === undefined) throw misfit(name, kindOf(model, said));
  const info = parsed(text);
  if (isInfo(info)) return info;
  throw misfit(name, 'one that says other things of itself than this version of saddle-gan-client knows');
}

/** @throws UserError when its inputs and outputs are not those of its description */
export function checkPorts({ inputs, outputs }: Model, { latent, condition }: GeneratorInfo, name: string) {
  const y = condition && { name: 'y', type: condition.kind === 'class' ? 'int64' : 'float32', shape: [] };
  const wanted = [portText({ name: 'z', type: 'float32', shape: [undefined, latent.dim] })];
  if (y) wanted.push(portText({ ...y, shape: [undefined, ...conditionShape(condition)] }));
  const got = inputs.map(portText);
  if (got.join() === wanted.join() && outputs.some((port: Port) => port.name === 'x')) return;
  throw misfit(name, `one of ${got.join(', ')} in place of ${wanted.join(', ')} to x`);
}

export const isWebPage = (bytes: Uint8Array) => bytes[0] === 0x3c;

function misfit(name: string, what: string): UserError {
  return new UserError(`model: expected a generator that Saddle exported, got ${what} (${name}); ${REMEDY}`);
}

function kindOf(model: Uint8Array, said: Record<string, string> | undefined): string {
  if (said?.['saddle.discriminator']) return 'its discriminator';
  if (isWebPage(model)) return 'a web page, as servers send it in place of a file that is not there';
  return said && model.length > 0 ? 'another ONNX model' : 'no ONNX model';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isInfo(said: unknown): said is GeneratorInfo {
  const { latent, shape, display, condition } = (said ?? {}) as Partial<GeneratorInfo>;
  const isShown = display === undefined || (Array.isArray(display) && display.every(Number.isFinite));
  return (
    LAWS.includes(latent?.distribution ?? '') &&
    isExtent(latent?.dim) &&
    Array.isArray(shape) &&
    shape.length > 0 &&
    shape.every(isExtent) &&
    isShown &&
    (condition === undefined || isCondition(condition))
  );
}

function isCondition(condition: NonNullable<GeneratorInfo['condition']>): boolean {
  if (condition.kind === 'class') return areNames(condition.names);
  if (condition.kind === 'image') return Array.isArray(condition.shape) && condition.shape.every(isExtent);
  const { attributes = [] } = condition;
  return (
    KINDS.includes(condition.kind) && isExtent(condition.dim) && attributes.every(a => areNames(a.values))
  );
}
