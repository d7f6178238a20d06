/**
 * Every fault of a host, seen from the conversation: what the person typed is kept, and so is the part
 * of the answer that came; what went wrong is said; a script hears it by the exit code.
 */
import {expect, onTestFinished, test} from 'vitest';
import type {DoneEvent, TurnEvent} from '../../src/assistant/conversation/events.ts';
import {HandTimers, until} from '../models/contract.ts';
import {type Scenario, startOllamaContract} from '../ollama-contract/server.mjs';
import {notices, type Talk, talk} from './talk.ts';

const question = 'who changed the electrode?';

interface Fault {
  readonly scenario: Scenario;
  readonly says?: string;
  /** Lets time pass, or breaks something, while the turn goes on. */
  readonly meanwhile?: (event: TurnEvent, bench: {timers: HandTimers; talk: Talk}) => void;
  readonly before?: (talk: Talk) => Promise<void>;
  readonly state: DoneEvent['state'];
  /** The kept answer, whole or in part. */
  readonly kept: RegExp;
  /** What the person is told, by notices or as the reason. */
  readonly told?: RegExp;
  readonly exitCode: number;
}

const quoted = {state: 'quoted', exitCode: 0} as const;
const quotes = /^No model: from your notes\.[\s\S]*Mr Keller changed the ignition electrode/;

const afterTwoWords =
  (ms: number): NonNullable<Fault['meanwhile']> =>
  (event, {timers}) => {
    if (event.type === 'delta' && event.text.includes('two'))
      setImmediate(() => timers.advance(ms));
  };

/** Time passes while the host has the question and has not said a word. */
const onceAsked =
  (ms: number): NonNullable<Fault['meanwhile']> =>
  (event, {timers, talk: {server}}) => {
    if (event.type !== 'status' || event.phase !== 'loading') return;
    void until(() => server.requests.some(one => one.path === '/api/chat')).then(() =>
      timers.advance(ms),
    );
  };

const faults: Readonly<Record<string, Fault>> = {
  'a dead host': {
    scenario: {},
    before: ({server}) => server.close(),
    ...quoted,
    kept: quotes,
    told: /No model answers\. http:\/\/127\.0\.0\.1:\d+: nothing listens there/,
  },
  'a model that loads for half a minute': {
    scenario: {delay: {loadMs: 150}, rules: [{reply: 'Keller did.'}]},
    meanwhile: onceAsked(30_000),
    state: 'complete',
    kept: /^Keller did\.$/,
    exitCode: 0,
  },
  'a prompt that is read for ten minutes': {
    scenario: {rules: [{reply: 'Keller did.', delay: {firstTokenMs: 150}}]},
    meanwhile: onceAsked(600_000),
    state: 'complete',
    kept: /^Keller did\.$/,
    exitCode: 0,
  },
  'a hang in the middle': {
    scenario: {rules: [{reply: 'one two three', fault: {hangAfter: 2}}]},
    meanwhile: afterTwoWords(61_000),
    state: 'incomplete',
    kept: /^one two$/,
    told: /said nothing for 60 s in the middle of the answer/,
    exitCode: 124,
  },
  'a socket that is cut': {
    scenario: {rules: [{reply: 'one two three', fault: {cutAfter: 2}}]},
    state: 'incomplete',
    kept: /^one two$/,
    told: /closed the connection/,
    exitCode: 6,
  },
  'an error line in the middle': {
    scenario: {rules: [{reply: 'one two three', fault: {errorAfter: 2, error: 'out of luck'}}]},
    state: 'incomplete',
    kept: /^one two$/,
    told: /out of luck/,
    exitCode: 6,
  },
  'a stream that just ends': {
    scenario: {rules: [{reply: 'one two three', fault: {endAfter: 2}}]},
    state: 'incomplete',
    kept: /^one two$/,
    told: /stopped before the answer was complete/,
    exitCode: 6,
  },
  'a line that is no JSON': {
    scenario: {rules: [{reply: 'fine after all', fault: {malformedAfter: 1}}]},
    state: 'complete',
    kept: /^fine after all$/,
    told: /A piece of the answer could not be read/,
    exitCode: 0,
  },
  'a model that is gone': {
    scenario: {rules: [{fault: {notFound: true}}]},
    ...quoted,
    kept: quotes,
    told: /memu models pull llama3\.2:3b/,
  },
  'a host that stays busy': {
    scenario: {rules: [{fault: {busy: true}}]},
    meanwhile: (event, {timers}) => {
      if (event.type === 'status' && /busy/.test(event.text))
        setImmediate(() => timers.advance(10_000));
    },
    ...quoted,
    kept: quotes,
    told: /busy/,
  },
  'data that is no JSON': {
    scenario: {
      rules: [{match: {format: 'schema'}, reply: 'I would rather not'}, {reply: 'I see.'}],
    },
    says: 'I need to renew my passport',
    state: 'complete',
    kept: /^I see\.$/,
    told: /Nothing could be proposed: .*no usable proposals/,
    exitCode: 0,
  },
  'data that breaks off': {
    scenario: {
      rules: [
        {match: {format: 'schema'}, json: {proposals: []}, fault: {cutAfter: 1}},
        {match: {system: 'own line'}, reply: '{"proposals": [{"kind": "ta', fault: {endAfter: 1}},
        {reply: 'I see.'},
      ],
    },
    says: 'I need to renew my passport',
    state: 'complete',
    kept: /^I see\.$/,
    told: /Nothing could be proposed/,
    exitCode: 0,
  },
  'vectors of another width': {
    scenario: {
      rules: [
        {match: {endpoint: 'embed', user: 'who changed'}, fault: {dims: 7}},
        {reply: 'Keller did [1].'},
      ],
    },
    before: async ({memu}) => {
      const {index, embedder} = await memu.openMeaning();
      await index.embed({embedder, signal: new AbortController().signal});
      expect(index.spaces.answering()).toBeDefined();
    },
    state: 'complete',
    kept: /^Keller did \[[0-9a-f]{4,}\]\.$/,
    exitCode: 0,
  },
  'a model that loops': {
    scenario: {rules: [{reply: 'and so on '.repeat(400)}]},
    state: 'incomplete',
    kept: /^and so on/,
    told: /repeats itself and was stopped/,
    exitCode: 6,
  },
  'a model that answers with nothing': {
    scenario: {rules: [{reply: ''}]},
    ...quoted,
    kept: quotes,
    told: /answered with nothing/,
  },
};

test.each(Object.entries(faults))('%s', async (_what, fault) => {
  const timers = new HandTimers();
  const session = await talk(fault.scenario, {}, {}, timers);
  const {memu, say} = session;
  memu.notes.add({title: 'Boiler', body: 'Mr Keller changed the ignition electrode, 240 euros'});
  await fault.before?.(session);
  const says = fault.says ?? question;
  const events = await say(says, event => fault.meanwhile?.(event, {timers, talk: session}));
  const done = events.at(-1) as DoneEvent;
  expect(done).toMatchObject({type: 'done', state: fault.state, exitCode: fault.exitCode});
  expect(done.text).toMatch(fault.kept);
  if (fault.told) expect(`${notices(events)}\n${done.reason ?? ''}`).toMatch(fault.told);
  const [conversation] = memu.conversations.newest(1);
  const turns = memu.conversations.turns(conversation!);
  expect(turns.map(turn => turn.text)).toEqual([says, done.text]);
});

test('a host that comes back is used for the next question', async () => {
  const timers = new HandTimers();
  const session = await talk({}, {}, {}, timers);
  const {say, server, memu, assistant} = session;
  const {port} = server;
  await server.close();
  expect((await say('are you there?')).at(-1)).toMatchObject({state: 'quoted'});
  expect(assistant.status.connection).toBe('offline');
  const back = await startOllamaContract({port, scenario: {rules: [{reply: 'Here I am.'}]}});
  onTestFinished(() => back.close());
  timers.advance(10_001);
  expect((await say('and now?')).at(-1)).toMatchObject({state: 'complete', text: 'Here I am.'});
  expect(assistant.status).toMatchObject({connection: 'ready', model: 'llama3.2:3b'});
  const [conversation] = memu.conversations.newest(1);
  expect(memu.conversations.turns(conversation!).map(turn => turn.text)).toEqual([
    'are you there?',
    expect.stringMatching(/^No model/),
    'and now?',
    'Here I am.',
  ]);
});

test('whoever leaves in the middle finds the part that came', async () => {
  const {assistant, memu} = await talk({rules: [{reply: 'one two three', delay: {tokenMs: 20}}]});
  for await (const event of assistant.send('count')) if (event.type === 'delta') break;
  const [conversation] = memu.conversations.newest(1);
  expect(memu.conversations.turns(conversation!).map(turn => turn.text)).toEqual([
    'count',
    expect.stringMatching(/^one/),
  ]);
});

test('the answer is kept before cards are looked for', async () => {
  const {say, memu, server} = await talk({
    rules: [
      {match: {format: 'schema'}, json: {proposals: []}, delay: {firstTokenMs: 40}},
      {reply: 'I see.'},
    ],
  });
  const kept: string[][] = [];
  await say('I need to renew my passport', event => {
    if (event.type !== 'status' || event.phase !== 'thinking') return;
    const [conversation] = memu.conversations.newest(1);
    kept.push(memu.conversations.turns(conversation!).map(turn => turn.text));
  });
  expect(kept).toEqual([['I need to renew my passport', 'I see.']]);
  expect(server.requests.filter(one => one.body?.format !== undefined)).toHaveLength(1);
});
