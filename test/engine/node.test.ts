import * as ort from 'onnxruntime-node';
import { describe, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { nodeEngine } from '../../src/engine/node.ts';
import { type OrtModule, ScanExecutable } from '../../src/engine/ort.ts';
import { BatchExecutable } from '../../src/engine/ort-batch.ts';
import { loadModel } from '../../src/engine/ort-model.ts';
import { referenceEngine } from '../../src/engine/reference.ts';
import { optimizeBatch, optimizeProgram } from '../../src/graph/passes/optimize.ts';
import { conformance } from './conformance.ts';

const runtime = ort as unknown as OrtModule;
const options = { reusesOutputs: true, intraOpNumThreads: 1 };

/** The program that CUDA gets, with convolutions as they are, run on the CPU. */
const asForCuda: Engine = {
  device: 'cpu',
  description: 'CPU with the program for CUDA',
  compile: program => ScanExecutable.create(runtime, optimizeProgram(program), options),
  compileBatch: program => BatchExecutable.create(runtime, optimizeBatch(program), () => options),
  load: (model, name) => loadModel(runtime, model, name, { intraOpNumThreads: 1 }),
};

const engines = [referenceEngine, nodeEngine('cpu'), nodeEngine('cpu', { threads: 1 }), asForCuda];

describe.each(engines)('$description', engine => {
  it.each(conformance)('$name', ({ check }) => check(engine));
});
