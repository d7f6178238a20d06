import {execFile} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';

test('the contract server speaks as Ollama does, to the npm client, fetch and curl', async () => {
  const script = fileURLToPath(new URL('self-check.mjs', import.meta.url));
  const {stdout} = await promisify(execFile)(process.execPath, [script]);
  expect(stdout).toMatch(/^\d\d passed, 0 failed$/m);
});
