import { describe, it } from 'vitest';
import { nodeEngine } from '../../src/engine/node.ts';
import { referenceEngine } from '../../src/engine/reference.ts';
import { conformance } from './conformance.ts';

describe.each([referenceEngine, nodeEngine('cpu'), nodeEngine('cpu', { threads: 1 })])(
  '$description',
  engine => {
    it.each(conformance)('$name', ({ check }) => check(engine));
  },
);
