import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-common';
import { UserError } from '../util/error.ts';
import { type Model, type Port, portText, type Values } from './engine.ts';
import { type OrtModule, openSession, runSession } from './ort.ts';

/**
 * Opens an ONNX model.
 * @throws UserError when the runtime does not read it
 */
export async function loadModel(
  ort: OrtModule,
  bytes: Uint8Array,
  name: string | undefined,
  options: InferenceSession.SessionOptions,
): Promise<Model> {
  const session = await openSession(ort, bytes, options).catch((error: Error) => {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `model: expected an ONNX model, got ${name ?? 'a file'}, which is damaged or another kind of file (${error.message.split('\n')[0]})`,
    );
  });
  return new OrtModel(ort, session);
}

class OrtModel implements Model {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  private readonly ort: OrtModule;
  private readonly session: InferenceSession;

  constructor(ort: OrtModule, session: InferenceSession) {
    this.ort = ort;
    this.session = session;
    this.inputs = session.inputMetadata.map(portOf);
    this.outputs = session.outputMetadata.map(portOf);
  }

  async run(inputs: Readonly<Record<string, Values>>): Promise<Record<string, Values>> {
    checkNames(this.inputs, Object.keys(inputs));
    const feeds = Object.fromEntries(
      this.inputs.map(port => [port.name, this.feed(port, inputs[port.name])]),
    );
    const results = await runSession(this.session, feeds);
    return Object.fromEntries(
      Object.entries(results).map(([name, tensor]) => [name, valuesOf(name, tensor)]),
    );
  }

  private feed(port: Port, values: Values): OrtTensor {
    checkValues(port, values);
    const { data, shape } = values;
    if (port.type !== 'int64') return new this.ort.Tensor(data as Float32Array, [...shape]);
    return new this.ort.Tensor('int64', BigInt64Array.from(data, BigInt), [...shape]);
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }
}

type Metadata = InferenceSession['inputMetadata'][number];

function portOf(value: Metadata): Port {
  if (!value.isTensor) return { name: value.name, type: 'no tensor', shape: [] };
  const shape = value.shape.map(extent => (typeof extent === 'number' && extent > 0 ? extent : undefined));
  return { name: value.name, type: value.type, shape };
}

function checkNames(ports: readonly Port[], given: readonly string[]): void {
  const missing = ports.some(({ name }) => !given.includes(name));
  if (!missing && given.length === ports.length) return;
  throw new UserError(
    `model: expected the inputs ${ports.map(portText).join(', ') || 'none'}, got ${given.join(', ') || 'none'}`,
  );
}

function checkValues(port: Port, { data, shape }: Values): void {
  const type = data instanceof Float32Array ? 'float32' : port.type === 'int64' ? 'int64' : 'int32';
  const fits =
    shape.length === port.shape.length &&
    shape.every((d, i) => d === (port.shape[i] ?? d)) &&
    type === port.type;
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (fits && size === data.length) return;
  throw new UserError(
    `model: expected the input ${portText(port)}, got ${data.length} values of ${type} as [${shape.join(', ')}]`,
  );
}

function valuesOf(name: string, { data, dims }: OrtTensor): Values {
  if (data instanceof Float32Array || data instanceof Int32Array) return { data, shape: dims };
  if (data instanceof BigInt64Array) return { data: Int32Array.from(data, Number), shape: dims };
  throw new UserError(`model: expected numbers in the output '${name}', got another type`);
}
