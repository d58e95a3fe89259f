import type { Engine, Model } from '../../engine/engine.ts';
import { exposeValue } from '../../graph/onnx/expose.ts';
import { UserError } from '../../util/error.ts';
import { sha256Text } from '../../util/sha256.ts';
import type { ImageSource } from './images.ts';
import { modelNetwork } from './model.ts';
import type { LookProgress, OpenNetwork } from './network.ts';
import type { ModelSpec } from './spec.ts';

export interface OnnxNetworkOptions {
  readonly engine: Engine;
  readonly spec: ModelSpec;
  /** The model. */
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly source: ImageSource;
  readonly onProgress?: LookProgress;
}

/**
 * A feature network of a layer of any ONNX model for images.
 * @throws UserError when it is no such model, has no such layer, or takes other images
 */
export async function onnxNetwork(options: OnnxNetworkOptions): Promise<OpenNetwork> {
  const { spec, sha256, source, onProgress } = options;
  const short = shortName(spec.place);
  const model = await withLayer(short, options);
  try {
    return modelNetwork({
      model,
      short,
      digest: sha256Text(JSON.stringify({ sha256, layer: spec.layer, input: spec.input })),
      layer: `${spec.layer} of ${spec.place} (SHA-256 ${sha256})`,
      output: spec.layer,
      input: spec.input,
      source,
      onProgress,
    });
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

/** The name of the file, as it may stand in the name of a protocol. */
function shortName(place: string): string {
  const file = /([^/\\?]+?)(?:\.onnx)?(?:\?.*)?$/i.exec(place)?.[1] ?? '';
  return file.toLowerCase().replace(/[^a-z\d]+/g, '-') || 'onnx';
}

/** The model with the layer among its outputs. */
async function withLayer(short: string, { engine, spec, bytes }: OnnxNetworkOptions): Promise<Model> {
  const model = await engine.load(bytes, spec.place);
  if (model.outputs.some(({ name }) => name === spec.layer)) return model;
  const outputs = model.outputs.map(({ name }) => name).join(', ');
  await model.dispose();
  try {
    return await engine.load(exposeValue(bytes, spec.layer), spec.place);
  } catch {
    throw new UserError(
      `${short}: expected a value named '${spec.layer}' in ${spec.place}, got none; its outputs are ${outputs}, and a viewer such as Netron shows the names within`,
    );
  }
}
