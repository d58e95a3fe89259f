import type { BatchProgram } from '../graph/batch.ts';
import { type Program, unchanged } from '../graph/program.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Network } from './network.ts';

/** Applies a network in inference mode to a batch, with the conditions of its samples where the network has some. */
export type Infer = (network: Network, x: Tensor, y?: Tensor) => Tensor;

/**
 * The program of something that is computed with trained networks, for any number of rows: weights are state, which it
 * only reads, by the names of the parameters.
 * @param build inputs and outputs for so many rows, the first axis of each a fixed multiple of them
 *
 * @example
 *   const program = inference([G], (rows, infer) => {
 *     const z = input('z', [rows, ...G.input]);
 *     return { inputs: [z], outputs: { x: infer(G, z) } };
 *   });
 *   const executable = await engine.compileBatch(program);
 */
export function inference(
  networks: readonly Network[],
  build: (rows: number, infer: Infer) => Pick<Program, 'inputs' | 'outputs'>,
): BatchProgram {
  return {
    coupledBy: networks.find(network => network.couplesInference)?.name,
    at: rows => {
      const values = new Map(networks.map(network => [network, network.variables()]));
      const { inputs, outputs } = build(rows, (network, x, y) =>
        network.infer(x, values.get(network)!, network.condition && y),
      );
      return { inputs, outputs, state: unchanged([...values.values()].flatMap(of => [...of.values()])) };
    },
  };
}
