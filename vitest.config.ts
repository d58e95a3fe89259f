import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

/** Ends what hangs, in ms: everything waits for a state, which a busy machine reaches late. */
const PATIENCE = 240_000;

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    env: { ORT_DISABLE_TELEMETRY: '1' }, // for tests that use onnxruntime itself
    pool: 'forks',
    maxWorkers: 2, // most of the time is spent in processes that use all cores themselves
    sequence: { sequencer: LongestFirst },
    testTimeout: 2 * PATIENCE,
    hookTimeout: 2 * PATIENCE,
    expect: { poll: { timeout: PATIENCE, interval: 100 } },
  },
});
