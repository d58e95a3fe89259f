import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2, // most of the time is spent in processes that use all cores themselves
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
