import * as ort from 'onnxruntime-node';
import { describe, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { nodeEngine } from '../../src/engine/node.ts';
import { type OrtModule, ScanExecutable } from '../../src/engine/ort.ts';
import { referenceEngine } from '../../src/engine/reference.ts';
import { optimize } from '../../src/graph/passes/optimize.ts';
import { mapProgram } from '../../src/graph/program.ts';
import { conformance } from './conformance.ts';

/** The program that CUDA gets, with convolutions as they are, run on the CPU. */
const asForCuda: Engine = {
  device: 'cpu',
  description: 'CPU with the program for CUDA',
  compile: program =>
    ScanExecutable.create(
      ort as unknown as OrtModule,
      mapProgram(program, outputs => optimize(outputs)),
      { reusesOutputs: true, intraOpNumThreads: 1 },
    ),
};

const engines = [referenceEngine, nodeEngine('cpu'), nodeEngine('cpu', { threads: 1 }), asForCuda];

describe.each(engines)('$description', engine => {
  it.each(conformance)('$name', ({ check }) => check(engine));
});
