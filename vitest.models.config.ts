import {defineConfig} from 'vitest/config';

/** memu against real servers of models; `scripts/model-server/prepare` first. */
export default defineConfig({
  test: {
    include: [
      'test/real-models/**/*.test.ts',
      ...(process.env.MEMU_TEST_OLLAMA ? ['test/real-models/ollama.ts'] : []),
    ],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
