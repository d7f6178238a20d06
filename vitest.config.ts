import {defineConfig} from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // These need the built binary; see vitest.binary.config.ts.
    exclude: ['test/binary/**', 'test/transcripts/**', 'node_modules/**'],
    environment: 'node',
    testTimeout: 30_000,
    // Some build the program first, which takes its time on a busy machine.
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: {lines: 85},
    },
  },
});
