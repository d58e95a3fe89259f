import { concatenate } from '../../util/bytes.ts';
import { ProtoWriter } from '../../util/protobuf.ts';

/** Fields of onnx.ModelProto, GraphProto and ValueInfoProto. */
const [GRAPH, OUTPUT, NAME] = [7, 12, 1];

/**
 * A model with one of its inner values as a further output, of whatever type and shape the runtime infers. Readers of protocol
 * buffers merge a message that comes twice, so the model itself is left as it is, and what is new is put behind it.
 * @see https://protobuf.dev/programming-guides/encoding/#last-one-wins
 */
export function exposeValue(model: Uint8Array, name: string): Uint8Array {
  const addition = new ProtoWriter().message(GRAPH, graph =>
    graph.message(OUTPUT, value => value.string(NAME, name)),
  );
  return concatenate([model, addition.finish()]);
}
