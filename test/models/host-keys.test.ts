/** Which host gets which key. */
import {expect, test} from 'vitest';
import {parseHost} from '../../src/models/transport/host-address.ts';
import {keyPlaces} from '../../src/models/transport/host-keys.ts';
import {newHome} from '../support/command-line.ts';
import {startEvents} from './events-server.ts';

test.each([
  ['openai+https://api.openai.com', ['openai.api.openai.com', 'openai'], 'OPENAI_API_KEY', false],
  [
    'openai+https://api.openai.com/v1',
    ['openai.api.openai.com', 'openai'],
    'OPENAI_API_KEY',
    false,
  ],
  [
    'anthropic+https://api.anthropic.com',
    ['anthropic.api.anthropic.com', 'anthropic'],
    'ANTHROPIC_API_KEY',
    false,
  ],
  ['openai+http://api.openai.com', ['openai.api.openai.com'], undefined, true],
  [
    'openai+https://api.openai.com.evil.example',
    ['openai.api.openai.com.evil.example'],
    undefined,
    false,
  ],
  ['openai+https://api.anthropic.com', ['openai.api.anthropic.com'], undefined, false],
  ['openai+http://127.0.0.1:8080', ['openai.127.0.0.1'], undefined, false],
  ['openai+http://[::1]:8080', ['openai.1'], undefined, false],
  ['openai+http://localhost:8080', ['openai.localhost'], undefined, false],
  ['openai+http://127.evil.example', ['openai.127.evil.example'], undefined, true],
  ['openai+http://localhost.evil.example', ['openai.localhost.evil.example'], undefined, true],
  ['openai+http://192.168.1.20:8080', ['openai.192.168.1.20'], undefined, true],
  ['openai+ssh://me@pi:8080', ['openai.pi'], undefined, false],
] as const)('%s', (written, secrets, variable, isRefused) => {
  const places = keyPlaces(parseHost(written));
  expect(places).toMatchObject({secrets, variable});
  expect(places.refusal !== undefined).toBe(isRefused);
});

const chunk = `data: ${JSON.stringify({choices: [{delta: {content: 'Yes.'}, finish_reason: 'stop'}]})}\n\n`;

test("a vendor's key goes to no other host, not for a probe and not for a question", async () => {
  const server = await startEvents(['qwen'], [chunk, 'data: [DONE]\n\n']);
  const home = newHome({
    MEMU_LLM_HOSTS: `openai+${server.url}`,
    OPENAI_API_KEY: 'of-the-vendor',
    MEMU_SECRET_OPENAI: 'of-the-vendor-too',
  });
  expect((await home.memu('chat', 'hello')).out).toBe('Yes.\n');
  expect(server.seen[0]!.headers.authorization).toBeUndefined();
  const {out} = await home.memu('doctor');
  expect(out).toContain(`key of openai+${server.url}`);
  expect(out).toContain('none; memu secret set openai.127.0.0.1');
});

test('the key that was kept for a host goes there, and the doctor says so without showing it', async () => {
  const server = await startEvents(['qwen'], [chunk, 'data: [DONE]\n\n']);
  const home = newHome({
    MEMU_LLM_HOSTS: `openai+${server.url},openai+http://192.0.2.7:9`,
    MEMU_SECRET_OPENAI_127_0_0_1: 'k-own',
    MEMU_SECRET_OPENAI_192_0_2_7: 'k-other',
  });
  expect((await home.memu('chat', 'hello')).out).toBe('Yes.\n');
  expect(server.seen[0]!.headers.authorization).toBe('Bearer k-own');
  const {out} = await home.memu('doctor');
  expect(out).toContain('gets openai.127.0.0.1');
  expect(out).toContain('openai.192.0.2.7 is not sent: it would go to another machine in clear');
  expect(out).not.toMatch(/k-own|k-other/);
});
