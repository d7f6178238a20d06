import {defineConfig} from 'vitest/config';

/** What a person runs: the built binary, by transcripts and under faults. `npm run build:binary` first. */
export default defineConfig({
  test: {
    include: ['test/binary/**/*.test.ts', 'test/transcripts/**/*.test.ts'],
    environment: 'node',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
