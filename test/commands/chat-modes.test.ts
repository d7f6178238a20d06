/** Which machines `memu chat` asks in each mode: the person's own, unless they say otherwise. */
import {expect, onTestFinished, test} from 'vitest';
import {startEvents} from '../models/events-server.ts';
import {startOllamaContract} from '../ollama-contract/server.mjs';
import {newHome} from '../support/command-line.ts';

const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;

const cloudSays = [
  event({type: 'content_block_delta', delta: {type: 'text_delta', text: 'From afar.'}}),
  event({type: 'message_delta', delta: {stop_reason: 'end_turn'}}),
  event({type: 'message_stop'}),
];

interface EgressLine {
  readonly host: string;
  readonly purpose: string;
}

async function withBoth(events: readonly string[] | number) {
  const own = await startOllamaContract({scenario: {rules: [{reply: 'From here.'}]}});
  onTestFinished(() => own.close());
  const other = await startEvents(['claude'], events);
  const home = newHome({
    MEMU_LLM_HOSTS: `anthropic+${other.url},${own.url}`,
    MEMU_SECRET_ANTHROPIC_127_0_0_1: 'k-123',
    ANTHROPIC_API_KEY: 'k-of-the-vendor',
  });
  const left = async () => {
    const all = await home.json<EgressLine[]>('log', '--egress');
    return new Set(all.map(one => one.host));
  };
  return {own, other, home, left};
}

test('by default nothing goes to somebody else’s machine, and none of it is recorded', async () => {
  const {own, other, home, left} = await withBoth(cloudSays);
  expect((await home.memu('chat', 'hello')).out).toBe('From here.\n');
  expect(other.seen).toEqual([]);
  expect(await left()).toEqual(new Set([own.url]));
});

test('standard asks one’s own first, premium the other one; the key goes along', async () => {
  const {other, home, left} = await withBoth(cloudSays);
  expect((await home.memu('chat', '--mode', 'standard', 'hello')).out).toBe('From here.\n');
  expect(other.seen).toEqual([]);
  expect((await home.memu('chat', '--mode', 'premium', 'hello')).out).toBe('From afar.\n');
  expect(other.seen[0]!.headers['x-api-key']).toBe('k-123');
  expect((await left()).size).toBe(2);
});

test('when the other one fails, one’s own answers, and that is said', async () => {
  const {other, home} = await withBoth(500);
  const {code, out, err} = await home.memu('chat', '--mode', 'premium', 'hello');
  expect({code, out}).toEqual({code: 0, out: 'From here.\n'});
  expect(err).toContain(`anthropic+${other.url} could not answer`);
});

test('the config permits what the command line asks for each time', async () => {
  const {other, home} = await withBoth(cloudSays);
  await home.memu('config', 'set', 'llm.mode', 'premium');
  expect((await home.memu('chat', 'hello')).out).toBe('From afar.\n');
  expect((await home.memu('chat', '--mode', 'privacy', 'hello')).out).toBe('From here.\n');
  await home.memu('config', 'set', 'llm.allow', '127.0.0.1:9');
  const {out, err} = await home.memu('chat', 'hello');
  expect(out).toMatch(/^No model/);
  expect(err).toContain('is not in llm.allow');
  expect(other.seen).toHaveLength(1);
});

test('a public host is refused in the mode that holds, encrypted or not, and the notes answer', async () => {
  const home = newHome({
    MEMU_LLM_HOSTS: 'http://93.184.215.14:11434,https://93.184.215.14',
  });
  const {code, err} = await home.memu('chat', 'hello');
  expect(code).toBe(0);
  expect(err.match(/llm\.mode is privacy/g)).toHaveLength(2);
  expect(await home.json('log', '--egress')).toEqual([]);
});
