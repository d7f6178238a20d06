/** Assembles `src/recall/index/hamming.wat` into `src/recall/index/hamming-kernel.ts`; a test checks that it is fresh. */
import {readFileSync, writeFileSync} from 'node:fs';
import wabt from 'wabt';

const source = new URL('../src/recall/index/hamming.wat', import.meta.url);
const target = new URL('../src/recall/index/hamming-kernel.ts', import.meta.url);

export async function assembledKernel(): Promise<string> {
  const {parseWat} = await wabt();
  const module = parseWat('hamming.wat', readFileSync(source, 'utf8'), {simd: true});
  try {
    return Buffer.from(module.toBinary({}).buffer).toString('base64');
  } finally {
    module.destroy();
  }
}

export const kernelModule = (base64: string): string => `/**
 * WebAssembly made from \`hamming.wat\` by \`scripts/build-kernel.ts\`; not edited by hand.
 * Exports \`memory\` and \`distances(query, codes, count, bytes, out)\`.
 */
export const hammingKernel =
  '${base64}';
`;

if (import.meta.main) writeFileSync(target, kernelModule(await assembledKernel()));
