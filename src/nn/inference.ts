import type { BatchProgram } from '../graph/batch.ts';
import { input } from '../graph/ops/leaf.ts';
import { type Program, unchanged } from '../graph/program.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Network } from './network.ts';

/** Applies a network in inference mode to a batch. Networks without a condition leave that of the samples. */
export type Infer = (network: Network, x: Tensor, condition?: Tensor) => Tensor;

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
      const infer: Infer = (network, x, condition) =>
        network.infer(x, values.get(network)!, network.condition && condition);
      const { inputs, outputs } = build(rows, infer);
      return { inputs, outputs, state: unchanged([...values.values()].flatMap(of => [...of.values()])) };
    },
  };
}

/** Latents z, and conditions y of a network that has one, of so many samples. */
export function latentInputs(generator: Network, rows: number): [z: Tensor, y: Tensor | undefined] {
  return [input('z', [rows, ...generator.input]), generator.conditionInput('y', rows)];
}
