import {join} from 'node:path';
import {defineConfig} from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // These need the built binary; see vitest.binary.config.ts.
    exclude: ['test/binary/**', 'test/transcripts/**', 'node_modules/**'],
    environment: 'node',
    // A guard against hanging, far from what a test takes even where eight of them share a core.
    testTimeout: 60_000,
    // Tests start memu from its sources hundreds of times; compiled once, a start costs a third.
    env: {NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/memu-tests')},
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
