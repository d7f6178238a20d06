import {describe, expect, test} from 'vitest';
import {HostQueue, type HostQueues} from '../../src/models/calls/host-queue.ts';
import {Repetition} from '../../src/models/calls/repetition.ts';
import {openModels} from '../../src/models/open-models.ts';
import {MemoryEgress} from '../../src/models/transport/egress.ts';
import {ModelError, NoHostError} from '../../src/models/transport/model-error.ts';
import {startOllamaContract} from '../ollama-contract/server.mjs';
import {ask, type Bench, until, withModels} from './contract.ts';

const chats = (requests: readonly {path: string}[]) =>
  requests.filter(one => one.path === '/api/chat');

describe('one host', () => {
  test('streams an answer and tells what was waited for and what it cost', () =>
    withModels({}, async ({models, server, calls, egress}) => {
      const {events, text, error} = await ask(models, 'Plan my week');
      expect(error).toBeUndefined();
      expect(text).toMatch(/You wrote 3 word/);
      expect(events.map(event => event.type).slice(0, 3)).toEqual(['place', 'waiting', 'text']);
      expect(events[1]).toMatchObject({phase: 'loading'});
      expect(events.at(-1)).toMatchObject({type: 'end', reason: 'stop', wasCut: false});
      expect(chats(server.requests)).toHaveLength(1);
      expect(server.requests.at(-1)!.body.options).toMatchObject({num_ctx: 8192, num_predict: 512});
      expect(calls).toMatchObject([{outcome: 'ok', purpose: 'chat', model: 'llama3.2:3b'}]);
      const sent = egress.list.find(one => one.path === '/api/chat');
      expect(sent).toMatchObject({host: server.url, model: 'llama3.2:3b', entries: ['e1']});
      expect(sent!.bytes).toBeGreaterThan(100);
      expect(JSON.stringify(egress.list)).not.toContain('Plan my week');
    }));

  test('the window is the same for loading, talking and data, so nothing is loaded twice', () =>
    withModels({}, async ({models, server}) => {
      await models.warmUp({purpose: 'chat'});
      await until(() =>
        chats(server.requests).some(one => 'outcome' in one && one.outcome === 'complete'),
      );
      await ask(models, 'hello');
      await ask(models, 'again');
      expect(chats(server.requests).map(one => 'load' in one && one.load)).toEqual([
        'cold',
        'warm',
        'warm',
      ]);
    }));

  test('a model that takes half a minute to load is waited for', () =>
    withModels({delay: {loadMs: 120}}, async ({models, timers}) => {
      const {error, text} = await ask(models, 'hello', {
        onEvent: event => {
          if (event.type === 'waiting') timers.advance(30_000);
        },
      });
      expect(error).toBeUndefined();
      expect(text).not.toBe('');
    }));

  test('a prompt that is read for ten minutes is waited for', () =>
    withModels({rules: [{delay: {firstTokenMs: 150}}]}, async ({models, timers, server}) => {
      const answer = ask(models, 'word '.repeat(2000));
      await until(() => chats(server.requests).length === 1);
      timers.advance(600_000);
      expect((await answer).error).toBeUndefined();
    }));

  test('a host that stays silent for ever is given up in words, and hears of it', () =>
    withModels({rules: [{fault: {hangAfter: 0}}]}, async ({models, timers, server}) => {
      const answer = ask(models, 'hello');
      await until(() => chats(server.requests).length === 1);
      timers.advance(3 * 3600_000);
      const {error} = await answer;
      expect(error).toMatchObject({failure: 'timeout', exitCode: 124});
      await until(() =>
        chats(server.requests).every(one => 'outcome' in one && one.outcome === 'hung'),
      );
    }));

  test('a hang in the middle ends after the silence it may have, and the part is there', () =>
    withModels(
      {rules: [{reply: 'one two three', fault: {hangAfter: 2}}]},
      async ({models, timers}) => {
        let heard = 0;
        const answer = ask(models, 'hello', {
          onEvent: event => {
            if (event.type === 'text' && ++heard === 2)
              queueMicrotask(() => setTimeout(() => timers.advance(61_000), 20));
          },
        });
        const {error, text} = await answer;
        expect(error).toMatchObject({
          failure: 'timeout',
          message: expect.stringContaining('in the middle of the answer'),
        });
        expect(text).toBe('one two');
      },
    ));

  test.each([
    ['the socket is cut', {cutAfter: 2}, 'incomplete'],
    ['an error line comes', {errorAfter: 2}, 'server'],
    ['the stream just ends', {endAfter: 2}, 'incomplete'],
  ] as const)(
    'when %s in the middle the part stays and nothing is asked twice',
    (_what, fault, failure) =>
      withModels({rules: [{reply: 'one two three', fault}]}, async ({models, server}) => {
        const {error, text} = await ask(models, 'hello');
        expect(error).toBeInstanceOf(ModelError);
        expect(error).toMatchObject({failure});
        expect(text).toBe('one two');
        expect(chats(server.requests)).toHaveLength(1);
      }),
  );

  test('a broken line is left out and told, and the rest arrives', () =>
    withModels(
      {rules: [{reply: 'fine after all', fault: {malformedAfter: 1}}]},
      async ({models}) => {
        const {events, text, error} = await ask(models, 'hello');
        expect(error).toBeUndefined();
        expect(text).toBe('fine after all');
        expect(events.some(event => event.type === 'damaged')).toBe(true);
      },
    ));

  test('characters cut over packets arrive whole', () =>
    withModels({rules: [{reply: 'Grüße, 東京! 🚀', fault: {splitBytes: 3}}]}, async ({models}) => {
      expect((await ask(models, 'hello')).text).toBe('Grüße, 東京! 🚀');
    }));

  test('a missing model is named with the command that fetches it', () =>
    withModels({}, async ({models, server}) => {
      const {error} = await ask(models, 'hello', {model: 'nope:1b'});
      expect(error).toBeInstanceOf(NoHostError);
      expect((error as Error).message).toContain('memu models pull nope:1b');
      expect(chats(server.requests)).toHaveLength(0);
    }));

  test('a model that vanished since the host was asked is a 404, and that is said', () =>
    withModels({rules: [{fault: {notFound: true}}]}, async ({models}) => {
      expect((await ask(models, 'hello')).error).toMatchObject({failure: 'no_model', exitCode: 6});
    }));

  test('a busy host is asked again after a pause', () =>
    withModels({rules: [{times: 2, fault: {busy: true}}]}, async ({models, timers, server}) => {
      const {text, error} = await ask(models, 'hello', {
        onEvent: event => {
          if (event.type === 'waiting' && event.phase === 'retrying')
            setTimeout(() => timers.advance(10_000), 1);
        },
      });
      expect(error).toBeUndefined();
      expect(text).not.toBe('');
      expect(chats(server.requests)).toHaveLength(3);
    }));

  test('a connection closed before any byte is tried once more', () =>
    withModels({rules: [{times: 1, fault: {refuse: true}}]}, async ({models, server}) => {
      expect((await ask(models, 'hello')).error).toBeUndefined();
      expect(chats(server.requests)).toHaveLength(2);
    }));

  test('a web page of a proxy is not shown as an answer', () =>
    withModels(
      {rules: [{fault: {status: 502, body: '<html>Bad Gateway</html>'}}]},
      async ({models}) => {
        const {error} = await ask(models, 'hello');
        expect(error).toMatchObject({failure: 'server'});
        expect((error as Error).message).not.toContain('<html>');
      },
    ));

  test('a killed runner is called out of memory', () =>
    withModels(
      {
        rules: [
          {fault: {status: 500, error: 'llama runner process has terminated: signal: killed'}},
        ],
      },
      async ({models}) => {
        expect((await ask(models, 'hello')).error).toMatchObject({failure: 'out_of_memory'});
      },
    ));

  test('an empty answer is a failure, and so is one that was all thinking', () =>
    withModels({rules: [{reply: ''}]}, async ({models}) => {
      expect((await ask(models, 'hello')).error).toMatchObject({
        failure: 'bad_output',
        message: expect.stringContaining('answered with nothing'),
      });
      const thinking = await ask(models, 'hello', {model: 'qwen3:4b', replyTokens: 3, think: true});
      expect(thinking.error).toMatchObject({message: expect.stringContaining('thinking')});
    }));

  test('a model that loops is stopped', () =>
    withModels({rules: [{reply: 'and so on '.repeat(500)}]}, async ({models, server}) => {
      const {error, text} = await ask(models, 'hello', {replyTokens: 4000});
      expect(error).toMatchObject({
        failure: 'incomplete',
        message: expect.stringContaining('repeats itself'),
      });
      expect(text.length).toBeLessThan(1200);
      await until(() => chats(server.requests).length === 1);
    }));

  test('a model that loops over whole paragraphs is stopped too, and a long table is not', () => {
    const paragraph = `${'A sentence that is said again and again, word for word. '.repeat(5)}\n`;
    const stuck = new Repetition();
    expect(Array.from({length: 5}, () => stuck.isStuck(paragraph))).toContain(true);
    const table = new Repetition();
    const rows = Array.from({length: 200}, (_, row) => `| ${row} | the same words in each row |\n`);
    expect(rows.some(row => table.isStuck(row))).toBe(false);
  });

  test('a prompt that the host cut without a word is noticed', () =>
    withModels(
      {ignoresTruncate: true},
      async ({models}) => {
        const {events} = await ask(models, 'word '.repeat(3000));
        expect(events.at(-1)).toMatchObject({type: 'end', wasCut: true});
      },
      {windows: {'llama3.2:3b': 2048}},
    ));

  test('stopping before the first token reaches the host at once', () =>
    withModels({rules: [{delay: {firstTokenMs: 60_000}}]}, async ({models, server}) => {
      const stop = new AbortController();
      const answer = ask(models, 'hello', {signal: stop.signal});
      await until(() => chats(server.requests).length === 1);
      stop.abort();
      expect((await answer).error).toMatchObject({failure: 'aborted', exitCode: 130});
      await until(() => server.requests.at(-1)!.outcome === 'client gone');
    }));

  test('leaving the loop in the middle stops the host too', () =>
    withModels(
      {rules: [{reply: 'a b c d e f g', delay: {tokenMs: 30}}]},
      async ({models, server}) => {
        const stream = models.chat({
          purpose: 'chat',
          prompt: () => [{role: 'user', content: 'go on'}],
          replyTokens: 100,
          entries: () => [],
          signal: new AbortController().signal,
        });
        for await (const event of stream) if (event.type === 'text') break;
        await until(() => server.requests.at(-1)!.outcome === 'client gone');
      },
    ));

  test('one question at a time: the second waits and says so', () =>
    withModels({rules: [{reply: 'a b c', delay: {tokenMs: 10}}]}, async ({models, server}) => {
      const [first, second] = await Promise.all([ask(models, 'one'), ask(models, 'two')]);
      expect(first!.error ?? second!.error).toBeUndefined();
      const phases = second!.events.flatMap(event =>
        event.type === 'waiting' ? [event.phase] : [],
      );
      expect(phases[0]).toBe('queued');
      expect(chats(server.requests)).toHaveLength(2);
    }));

  test('background vectors wait for an answer that a person waits for, whoever asks', async () => {
    const lanes: HostQueues = new Map();
    const run = async ({models, server}: Bench) => {
      const lane = new HostQueue();
      lanes.set(server.url, lane);
      const leave = await lane.enter('now', new AbortController().signal);
      const hosts = [server.url];
      const egress = new MemoryEgress();
      const clock = {now: () => 0};
      const other = openModels({hosts, mode: 'privacy', allow: [], clock, egress, lanes});
      const vectors = other.embed({texts: ['x'], role: 'document'});
      let isQueued = false;
      const answer = ask(models, 'hello', {
        onEvent: event => {
          isQueued ||= event.type === 'waiting' && event.phase === 'queued';
        },
      });
      const posts = () => server.requests.filter(one => one.method === 'POST');
      const answered = () => server.requests.filter(one => one.outcome === 'complete').length;
      await until(() => isQueued && answered() === 6, 'both to wait');
      expect(posts()).toEqual([]);
      leave();
      await Promise.all([vectors, answer]);
      expect(posts().map(one => one.path)).toEqual(['/api/chat', '/api/embed']);
      other.close();
    };
    await withModels({}, run, {lanes});
  });

  test('cloud models behind a local host are not used unless that is allowed', () =>
    withModels(
      {models: [{name: 'gpt-oss:120b-cloud', remoteHost: 'https://ollama.com:443'}]},
      async ({models, server}) => {
        const {error} = await ask(models, 'secret');
        expect((error as Error).message).toContain('cloud');
        expect(chats(server.requests)).toHaveLength(0);
      },
      {models: {}},
    ));
});

describe('several hosts', () => {
  test('a dead first host costs one refused connection, then the second answers', async () => {
    const dead = await startOllamaContract();
    await dead.close();
    const second = await startOllamaContract();
    try {
      await withModels(
        {},
        async ({models}) => {
          const {events, text} = await ask(models, 'hello');
          expect(text).not.toBe('');
          expect(events[0]).toMatchObject({
            type: 'place',
            place: {host: {address: {name: second.url}}},
          });
        },
        {hosts: [dead.url, second.url]},
      );
    } finally {
      await second.close();
    }
  });

  test('a host that fails before the first token hands over to the next, and the person is told', async () => {
    const second = await startOllamaContract();
    const first = await startOllamaContract({
      scenario: {rules: [{fault: {status: 500, error: 'broken'}}]},
    });
    try {
      await withModels(
        {},
        async ({models}) => {
          const {events, text} = await ask(models, 'hello');
          expect(text).not.toBe('');
          expect(events.find(event => event.type === 'failed_over')).toMatchObject({
            failure: {host: first.url, reason: expect.stringContaining('broken')},
          });
        },
        {hosts: [first.url, second.url]},
      );
    } finally {
      await Promise.all([first.close(), second.close()]);
    }
  });

  test('a host that comes back is used again after ten seconds', async () => {
    const server = await startOllamaContract();
    const {port} = server;
    await server.close();
    await withModels(
      {},
      async ({models, timers}) => {
        const first = await ask(models, 'hello');
        expect(first.error).toBeInstanceOf(NoHostError);
        expect((first.error as Error).message).toContain('nothing listens there');
        const back = await startOllamaContract({port});
        try {
          expect((await ask(models, 'hello')).error).toBeInstanceOf(NoHostError);
          timers.advance(10_001);
          expect((await ask(models, 'hello')).error).toBeUndefined();
        } finally {
          await back.close();
        }
      },
      {hosts: [server.url]},
    );
  });

  test('a host whose list hangs does not hold up the next one for ever', async () => {
    const stuck = await startOllamaContract({
      scenario: {rules: [{match: {endpoint: 'tags'}, fault: {hangAfter: 0}}]},
    });
    try {
      await withModels(
        {},
        async ({models, timers, server}) => {
          const answer = ask(models, 'hello');
          const isListing = () => stuck.requests.some(one => one.path === '/api/tags');
          await until(() => isListing() && timers.pending === 1, 'the answer of the second host');
          timers.advance(3001);
          expect((await answer).text).not.toBe('');
          expect(chats(server.requests)).toHaveLength(0);
        },
        {hosts: [stuck.url, (await secondServer()).url]},
      );
    } finally {
      await stuck.close();
      await extra?.close();
    }
  });
});

let extra: Awaited<ReturnType<typeof startOllamaContract>> | undefined;
const secondServer = async () => {
  extra = await startOllamaContract();
  return extra;
};
