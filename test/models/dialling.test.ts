import {expect, onTestFinished, test} from 'vitest';
import type {Resolve} from '../../src/models/transport/route.ts';
import {startOllamaContract} from '../ollama-contract/server.mjs';
import {ask, type Bench, withModels} from './contract.ts';

/** A resolver that gives a name each of these answers in turn, the last one for ever. */
const answering = (...answers: readonly (readonly string[])[]): Resolve => {
  let turn = 0;
  return (_name, done) => {
    const addresses = answers[Math.min(turn++, answers.length - 1)]!;
    done(
      null,
      addresses.map(address => ({address, family: address.includes(':') ? 6 : 4})),
    );
  };
};

const publicAddress = '93.184.215.14';

async function hostNamed(name: string) {
  const server = await startOllamaContract();
  onTestFinished(() => server.close());
  return {server, host: `http://${name}:${server.port}`};
}

test('a name that leads to a public address is not dialled, and nothing is said to have left', async () => {
  const {server, host} = await hostNamed('pi.example');
  await withModels(
    {},
    async ({models, egress}) => {
      const {error} = await ask(models, 'secret');
      expect((error as Error).message).toContain(`${publicAddress} is not on this network`);
      expect(egress.list).toEqual([]);
      expect(server.requests).toEqual([]);
    },
    {hosts: [host], resolve: answering([publicAddress])},
  );
});

test('of several addresses only those are dialled that may be', async () => {
  const {host} = await hostNamed('localhost');
  await withModels(
    {},
    async ({models}) => {
      expect((await ask(models, 'hello')).error).toBeUndefined();
    },
    {hosts: [host], resolve: answering([publicAddress, '127.0.0.1'])},
  );
});

test('a name that leads elsewhere after it was probed gets nothing of the prompt', async () => {
  const {server, host} = await hostNamed('localhost');
  const mine = ['127.0.0.1'];
  await withModels(
    {},
    async ({models, egress}) => {
      await models.find({purpose: 'chat'});
      const probed = egress.list.length;
      expect(probed).toBe(3);
      const {error} = await ask(models, 'secret');
      expect((error as Error).message).toContain(`${publicAddress} is not on this network`);
      expect(egress.list).toHaveLength(probed);
      expect(server.requests.some(one => one.path === '/api/chat')).toBe(false);
    },
    {hosts: [host], resolve: answering(mine, mine, mine, [publicAddress])},
  );
});

test('a name without an address, and one that cannot be looked up, are told apart', async () => {
  const {host} = await hostNamed('pi.example');
  const failing: Resolve = (_name, done) =>
    done(Object.assign(new Error('no'), {code: 'ENOTFOUND'}), []);
  for (const [resolve, told] of [
    [answering([]), /it has no address/],
    [failing, /there is no machine of that name/],
  ] as const) {
    await withModels(
      {},
      async ({models}) => {
        expect(((await ask(models, 'hello')).error as Error).message).toMatch(told);
      },
      {hosts: [host], resolve},
    );
  }
});

test('encryption makes no public machine the person’s own', () =>
  withModels(
    {},
    async ({models, egress}) => {
      const {error} = await ask(models, 'secret');
      expect((error as Error).message).toMatch(/llm\.mode is privacy/);
      expect(egress.list).toEqual([]);
    },
    {hosts: [`https://${publicAddress}`, `openai+https://${publicAddress}`]},
  ));

test('a record that cannot be written keeps everything here', () =>
  withModels(
    {},
    async ({models, server}) => {
      expect((await ask(models, 'secret')).error).toBeDefined();
      expect(server.requests).toEqual([]);
    },
    {
      egress: {
        record: () => {
          throw new Error('the disk is full');
        },
      },
    },
  ));

test('a small machine lets its talking model go before it looks at a picture', async () => {
  const {server, host} = await hostNamed('pi.local');
  const run = async ({models}: Bench) => {
    expect((await ask(models, 'hello')).error).toBeUndefined();
    models.forget();
    const seen = models.chat({
      purpose: 'vision',
      prompt: () => [{role: 'user', content: 'what is this?', images: [new Uint8Array([1])]}],
      replyTokens: 64,
      entries: () => [],
      signal: new AbortController().signal,
    });
    for await (const _ of seen);
    const asked = server.requests.filter(one => one.path === '/api/chat');
    expect(asked.map(({body}) => [body.model, body.keep_alive])).toEqual([
      ['llama3.2:3b', '30m'],
      ['llama3.2:3b', 0],
      ['gemma3:4b', '30m'],
    ]);
  };
  const models = {chat: 'llama3.2:3b'};
  await withModels({}, run, {hosts: [host], resolve: answering(['127.0.0.1']), models});
});
