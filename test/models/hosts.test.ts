import {describe, expect, test} from 'vitest';
import {timeoutsFor} from '../../src/models/calls/timeouts.ts';
import {chooseModel} from '../../src/models/choosing/choose-model.ts';
import {sizeText} from '../../src/models/choosing/disk-space.ts';
import {reasonOf} from '../../src/models/choosing/hosts.ts';
import {learn, type Speed} from '../../src/models/choosing/speeds.ts';
import type {ModelInfo} from '../../src/models/hosts/model-host.ts';
import {isPrivate, refuseAddress, refuseHost} from '../../src/models/transport/dial-policy.ts';
import {parseHost} from '../../src/models/transport/host-address.ts';
import {ModelError} from '../../src/models/transport/model-error.ts';
import {ask, withModels} from './contract.ts';

const whole = (tokens: number) => ({tokens, unread: tokens});

describe('addresses', () => {
  test.each([
    ['pi', 'http://pi:11434'],
    ['pi:1234', 'http://pi:1234'],
    [':1234', 'http://127.0.0.1:1234'],
    ['"192.168.1.5"', 'http://192.168.1.5:11434'],
    ['::1', 'http://[::1]:11434'],
    ['[fe80::1]:99', 'http://[fe80::1]:99'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['http://[::]:11434', 'http://[::1]:11434'],
    ['http://pi', 'http://pi'],
    ['https://pi/ollama/', 'https://pi/ollama'],
    ['  http://pi:1 ', 'http://pi:1'],
  ])('%s is %s', (written, url) => {
    expect(parseHost(written)).toMatchObject({
      url,
      name: url,
      protocol: 'ollama',
      tunnel: undefined,
    });
  });

  test('user and password become a header and are not shown', () => {
    const host = parseHost('http://me:se%40cret@pi:1');
    expect(host.authorization).toBe(`Basic ${Buffer.from('me:se@cret').toString('base64')}`);
    expect(JSON.stringify({...host, authorization: ''})).not.toContain('cret');
  });

  test('a tunnel keeps the alias of the ssh config', () => {
    expect(parseHost('ssh://pi')).toMatchObject({
      tunnel: 'pi',
      url: 'http://127.0.0.1:11434',
      name: 'ssh://pi',
    });
    expect(parseHost('ssh://pi:8080').url).toBe('http://127.0.0.1:8080');
    expect(() => parseHost('ssh://-oProxyCommand=x')).toThrow(/not a host/);
  });

  test.each(['', 'ftp://x', 'http://', 'ssh://a b'])('%j is refused', written => {
    expect(() => parseHost(written)).toThrow(/not a host of models/);
  });
});

describe('what may be dialled', () => {
  test.each([
    ['127.0.0.1', true],
    ['::1', true],
    ['10.1.2.3', true],
    ['172.31.0.1', true],
    ['172.32.0.1', false],
    ['192.168.0.9', true],
    ['fd00::1', true],
    ['fe80::1%eth0', true],
    ['::ffff:192.168.0.1', true],
    ['8.8.8.8', false],
    ['2001:db8::1', false],
    ['100.64.0.1', false],
  ])('%s is private: %s', (address, is) => {
    expect(isPrivate(address)).toBe(is);
  });

  test('privacy and offline stay where they must, standard needs encryption', () => {
    const policy = (mode: 'privacy' | 'offline' | 'standard') => ({mode, allow: []});
    expect(refuseAddress('8.8.8.8', true, policy('privacy'))).toMatch(/privacy/);
    expect(refuseAddress('192.168.0.9', false, policy('privacy'))).toBeUndefined();
    expect(refuseAddress('192.168.0.9', false, policy('offline'))).toMatch(/another machine/);
    expect(refuseAddress('8.8.8.8', false, policy('standard'))).toMatch(/in clear/);
    expect(refuseAddress('8.8.8.8', true, policy('standard'))).toBeUndefined();
  });

  test.each([
    ['100.64.0.1', ['pi.tail1234.ts.net'], undefined],
    ['100.127.255.254', ['100.127.255.254'], undefined],
    ['100.64.0.1', [], /name the host in llm\.allow/],
    ['100.128.0.1', ['pi'], /not on this network/],
    ['8.8.8.8', ['8.8.8.8'], /not on this network/],
  ])('%s, of a host that llm.allow = %j let through', (address, allow, why) => {
    const no = refuseAddress(address, false, {mode: 'privacy', allow});
    if (why === undefined) expect(no).toBeUndefined();
    else expect(no).toMatch(why);
    expect(refuseAddress(address, false, {mode: 'offline', allow})).toMatch(/another machine/);
  });

  test.each([
    ['http://127.0.0.1:11434', ['127.0.0.1'], true],
    ['http://127.0.0.1:11434', ['127.0.0.1:80'], false],
    ['http://pi.local:11434', ['*.local'], true],
    ['http://pi.localx:11434', ['*.local'], false],
    ['ssh://pi', ['ssh://pi'], true],
    ['ssh://pi', ['pi'], false],
    ['ssh://other', ['ssh://pi'], false],
  ])('%s with llm.allow = %j: %s', (host, allow, may) => {
    expect(refuseHost(parseHost(host), {mode: 'privacy', allow}) === undefined).toBe(may);
  });

  test('a public address is refused where the connection is made, and nothing is recorded as sent', () =>
    withModels(
      {},
      async ({models, egress}) => {
        const {error} = await ask(models, 'secret');
        expect((error as Error).message).toMatch(/93\.184\.215\.14 is not on this network/);
        expect(egress.list).toEqual([]);
      },
      {hosts: ['http://93.184.215.14:11434']},
    ));

  test('a host outside llm.allow is refused although it listens', () =>
    withModels(
      {},
      async ({models, server}) => {
        expect(((await ask(models, 'secret')).error as Error).message).toMatch(/not in llm\.allow/);
        expect(server.requests).toEqual([]);
      },
      {allow: ['10.0.0.1']},
    ));
});

describe('choosing', () => {
  const model = (
    name: string,
    billions: number,
    capabilities: ModelInfo['capabilities'] = ['chat'],
  ): ModelInfo => ({
    name,
    billions,
    capabilities,
    digest: undefined,
    bytes: undefined,
    context: 8192,
    isElsewhere: name.endsWith('cloud'),
  });
  const models = [
    model('llama3.2:3b', 3.2),
    model('llama3.1:8b', 8),
    model('qwen3:8b', 8, ['chat', 'thinking']),
    model('llama3.3:70b', 70),
    model('nomic-embed-text:latest', 0.14, ['embed']),
    model('gpt:cloud', 120),
  ];
  const choice = {
    purpose: 'chat',
    wanted: undefined,
    isThisMachine: true,
    loaded: [],
    allowsElsewhere: false,
  } as const;

  test('this machine gets the largest that it can carry, a small one what it can bear', () => {
    expect(chooseModel(models, choice)?.name).toBe('llama3.1:8b');
    expect(chooseModel(models, {...choice, isThisMachine: false})?.name).toBe('llama3.2:3b');
  });

  test('what is loaded already goes before a little more size, what is liked before that', () => {
    const loaded = [{name: 'llama3.2:3b', window: 8192}];
    expect(
      chooseModel([model('a:2b', 2), model('llama3.2:3b', 1.5)], {...choice, loaded})?.name,
    ).toBe('llama3.2:3b');
    const liking = new Map([['llama3.2:3b', 1]]);
    expect(chooseModel(models, {...choice, preference: liking})?.name).toBe('llama3.2:3b');
  });

  test('a name without a tag finds the one that is there', () => {
    expect(chooseModel(models, {...choice, wanted: 'llama3.3'})?.name).toBe('llama3.3:70b');
    expect(chooseModel(models, {...choice, wanted: 'gpt:cloud'})).toBeUndefined();
  });

  test('a model without told abilities is judged by its name', () => {
    const old = [model('all-minilm:latest', 0.02, []), model('mistral:7b', 7, [])];
    expect(chooseModel(old, {...choice, purpose: 'embed'})?.name).toBe('all-minilm:latest');
    expect(chooseModel(old, choice)?.name).toBe('mistral:7b');
  });
});

describe('patience and learning', () => {
  const wait = {
    promptTokens: 4000,
    replyTokens: 512,
    speed: undefined,
    isThisMachine: false,
    isLoading: true,
  };

  test('nothing is given up before two minutes, and loading has ten', () => {
    expect(
      timeoutsFor({...wait, promptTokens: 10, isThisMachine: true, isLoading: false}).firstTokenMs,
    ).toBe(120_000);
    expect(timeoutsFor(wait).firstTokenMs).toBeGreaterThan(600_000);
  });

  test('a prompt of 4,000 tokens at 10 a second may take twenty minutes', () => {
    const speed = {reading: 10, writing: 4, loadMs: undefined, tokenRatio: undefined};
    expect(timeoutsFor({...wait, speed, isLoading: false}).firstTokenMs).toBe(60_000 + 1_200_000);
  });

  test('short prompts teach nothing about reading, long ones move the average', () => {
    const usage = {
      promptTokens: 1000,
      promptMs: 10_000,
      answerTokens: 50,
      answerMs: 10_000,
      loadMs: 100,
    };
    const first = learn(undefined, usage, whole(900));
    expect(first).toMatchObject({reading: 100, writing: 5, loadMs: undefined});
    expect(learn(first, {...usage, promptTokens: 20}, whole(20)).reading).toBe(100);
    const slower = learn(first, {...usage, promptMs: 20_000}, whole(900));
    expect(slower.reading).toBe(50);
  });

  test('what a host remembers of a prompt teaches nothing: only what it read anew counts', () => {
    const usage = {promptTokens: 2000, promptMs: 2000, answerTokens: 9, answerMs: 9, loadMs: 0};
    const read = (change: object, unread = 2000) =>
      learn(undefined, {...usage, ...change}, {tokens: 2000, unread}).reading;
    expect(read({readTokens: 100})).toBe(50);
    expect(read({}, 200)).toBe(100);
    expect(read({readTokens: 3})).toBeUndefined();
  });

  test('the slow side of what was seen counts, and one odd rate moves nothing for good', () => {
    const rates = [50, 52, 4427, 48, 12_158, 51, 300, 49];
    const learned = rates.reduce<Speed | undefined>(
      (speed, rate) =>
        learn(
          speed,
          {
            promptTokens: rate,
            readTokens: 1000,
            promptMs: 1_000_000 / rate,
            answerTokens: 1,
            answerMs: 1,
            loadMs: 0,
          },
          whole(1000),
        ),
      undefined,
    );
    expect(learned!.reading).toBeCloseTo(50);
  });
});

describe('why a host cannot', () => {
  const host = 'http://pi:11434';

  test.each([
    ['http://pi:11434 closed the connection.', 'closed the connection'],
    ['smol on http://pi:11434 cannot do that: no tools.', 'smol cannot do that: no tools'],
    ['The prompt is too long for smol on http://pi:11434.', 'The prompt is too long for smol'],
    ['http://pi:11434 cannot be reached: nothing listens there.', 'nothing listens there'],
  ])('%s stays a sentence', (message, reason) => {
    expect(reasonOf(new ModelError('server', message, {host}))).toBe(reason);
  });
});

describe('pulling', () => {
  test.each([
    ['pull model manifest: file does not exist', /^There is no model nope/],
    [
      'Get "https://registry.ollama.ai/v2/": dial tcp: lookup registry.ollama.ai: no such host',
      /cannot reach/,
    ],
    ['write /root/.ollama/x: no space left on device', /no room/],
    ['pull model manifest: 412: requires a newer version of Ollama', /needs a newer Ollama/],
  ])('%s is said in words', async (error, words) => {
    await withModels(
      {rules: [{match: {endpoint: 'pull'}, fault: {errorAfter: 1, error}}]},
      async ({models}) => {
        const [report] = await models.reports();
        const pull = async () => {
          for await (const _ of models.pull('nope', report!.host, new AbortController().signal));
        };
        await expect(pull()).rejects.toMatchObject({message: expect.stringMatching(words)});
      },
    );
  });

  test('a model is fetched with progress and is there afterwards', () =>
    withModels({pull: {steps: 2, stepMs: 1}}, async ({models}) => {
      const [report] = await models.reports();
      const seen: string[] = [];
      for await (const step of models.pull('gemma3:1b', report!.host, new AbortController().signal))
        seen.push(step.status);
      expect(seen[0]).toBe('pulling manifest');
      expect((await models.reports())[0]!.models.map(one => one.name)).toContain('gemma3:1b');
    }));

  test('an unknown name fails in words although the status says 200', () =>
    withModels({}, async ({models}) => {
      const [report] = await models.reports();
      const pull = async () => {
        for await (const _ of models.pull('nope', report!.host, new AbortController().signal));
      };
      await expect(pull()).rejects.toThrow(/file does not exist/);
    }));

  test('a cloud model is not fetched', () =>
    withModels({}, async ({models}) => {
      const [report] = await models.reports();
      const pull = models.pull('gpt-oss:120b-cloud', report!.host, new AbortController().signal);
      await expect(pull.next()).rejects.toMatchObject({failure: 'refused', exitCode: 11});
    }));
});

describe('what a model can', () => {
  const listed = (change: object) => ({
    models: [{name: 'all-minilm', capabilities: ['completion'], family: 'bert', ...change}],
  });

  test('is asked of it where the list belies its name', () =>
    withModels(
      {models: [{name: 'all-minilm', family: 'bert'}, {name: 'llama3.2:3b'}]},
      async ({models, server}) => {
        const [report] = await models.reports();
        const minilm = report!.models.find(one => one.name.startsWith('all-minilm'));
        expect(minilm!.capabilities).not.toContain('chat');
        await models.reports();
        expect(server.requests.filter(one => one.path === '/api/show').length).toBeLessThan(2);
      },
    ));

  test('decides whether it may be named for a talk', () =>
    withModels(listed({capabilities: ['embedding']}), async ({models, server}) => {
      const {error} = await ask(models, 'hello', {model: 'all-minilm'});
      expect((error as Error).message).toContain('all-minilm:latest does not talk');
      expect(server.requests.some(one => one.path === '/api/chat')).toBe(false);
    }));

  test('does not depend on its size: 46 MB are not 0.0 GB', () => {
    expect([45_960_996, 815_319_791, 2_019_393_189].map(sizeText)).toEqual([
      '46 MB',
      '0.8 GB',
      '2.0 GB',
    ]);
  });
});
