import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    env: { ORT_DISABLE_TELEMETRY: '1' }, // for tests that use onnxruntime itself
    pool: 'forks',
    maxWorkers: 2, // most of the time is spent in processes that use all cores themselves
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
