/**
 * Random input that is the same in every run, so that a red build is about the change and not about
 * the day. `MEMU_TEST_SEED=7 npx vitest run test/sync` tries other input; a failure prints its seed.
 */
import fc from 'fast-check';

const usual = 20_261_125;
fc.configureGlobal({seed: Number(process.env.MEMU_TEST_SEED ?? usual)});

export {fc};
