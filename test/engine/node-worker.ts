import { nodeEngine } from '../../src/engine/node.ts';
import { faults } from './conformance.ts';

/** Runs the conformance suite on WebGPU in a process of its own; prints the faults as JSON. */
const engine = nodeEngine('webgpu');
console.log(JSON.stringify({ description: engine.description, faults: await faults(engine) }));
