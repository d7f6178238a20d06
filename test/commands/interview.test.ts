import {expect, onTestFinished, test} from 'vitest';
import {startOllamaContract} from '../ollama-contract/server.mjs';
import {newHome} from '../support/command-line.ts';

interface Note {
  readonly title: string;
  readonly body: string;
}

const nobody = 'http://127.0.0.1:9';

test('an interview without a model asks its prepared questions and ends with a note', async () => {
  const home = newHome({MEMU_LLM_HOSTS: nobody});
  const answers = 'My sister came\n\nlearned to knit\nrest\nthe taxes\n';
  const {code, err, out} = await home.pipe(answers, 'interview', 'week');
  expect(code).toBe(0);
  expect(err).toContain('What went well this week?');
  expect(out).toMatch(/kept: Interview: week, \d{4}-\d\d-\d\d/);
  const [note] = await home.json<Note[]>('note', 'list');
  expect(note!.body).toContain('## What went well this week?\n\nMy sister came\n');
  expect(note!.body).not.toContain('did not go as you wanted');
});

test('broken off, it goes on with the very question that was open', async () => {
  const home = newHome({MEMU_LLM_HOSTS: nobody});
  const first = await home.pipe('My sister came\n', 'interview', 'week');
  expect(first.err).toContain('goes on with it');
  expect(await home.json('note', 'list')).toEqual([]);
  const second = await home.pipe('the rain\nmuch\nrest\ntaxes\n', 'interview', 'week');
  expect(second.err).toContain('going on with the interview about week');
  expect(second.err).not.toContain('What went well');
  const [note] = await home.json<Note[]>('note', 'list');
  expect(note!.body).toMatch(/My sister came[\s\S]*the rain[\s\S]*taxes/);
  const third = await home.pipe('', 'interview', 'week');
  expect(third.err).toContain('What went well');
});

test('a model asks what it wants to know about an answer, and finds memories with their words', async () => {
  const server = await startOllamaContract({
    scenario: {
      rules: [
        {
          match: {format: 'schema', system: 'You interview'},
          times: 1,
          json: {follow_up: 'Which sister was it?'},
        },
        {match: {format: 'schema', system: 'You interview'}, json: {follow_up: ''}},
        {
          match: {format: 'schema', system: 'worth remembering'},
          json: {
            memories: [
              {type: 'person', text: 'Has a sister called Eva', quote: 'my elder sister Eva'},
            ],
          },
        },
      ],
    },
  });
  onTestFinished(() => server.close());
  const home = newHome({MEMU_LLM_HOSTS: server.url, MEMU_LLM_MODEL: 'llama3.2:3b'});
  const answers =
    'My sister came for a whole weekend\nmy elder sister Eva, who lives in Rome\n\n\n\n\n';
  const {code, err} = await home.pipe(answers, 'interview', 'week');
  expect(code).toBe(0);
  expect(err).toMatch(/What went well[\s\S]*Which sister was it\?[\s\S]*did not go/);
  expect(err).toContain('1 memory to decide about');
  expect((await home.memu('memory', 'inbox')).out).toContain(
    'Has a sister called Eva  "my elder sister Eva"',
  );
});

test('an unknown topic is refused with the ones there are', async () => {
  const {code, err} = await newHome({MEMU_LLM_HOSTS: nobody}).memu('interview', 'football');
  expect(code).toBe(2);
  expect(err).toContain('health, career');
});

test('a profile holds what was told, counts what was done, and tells models only when it may', async () => {
  const server = await startOllamaContract();
  onTestFinished(() => server.close());
  const home = newHome({MEMU_LLM_HOSTS: server.url, MEMU_LLM_MODEL: 'llama3.2:3b'});
  await home.memu('profile', 'set', 'tone', 'short', 'and', 'direct');
  await home.memu('profile', 'set', 'openness', '4');
  expect((await home.memu('profile', 'set', 'openness', 'very')).code).toBe(2);
  expect((await home.memu('profile', 'set', 'shoe_size', '42')).code).toBe(2);
  for (let i = 0; i < 12; i++) await home.memu('task', 'add', `chore ${i}`, '--area', 'health');
  for (let i = 0; i < 12; i++) await home.memu('task', 'done', `chore ${i}`);
  const shown = (await home.memu('profile')).out;
  expect(shown).toMatch(/tone +short and direct {2}\(told/);
  expect(shown).toMatch(/peak_hours +\d+-\d+ {2}\(counted from 12 finished tasks\)/);
  expect(shown).toMatch(/areas +health \(12\)/);
  await home.memu('chat', 'hello');
  const system = () =>
    server.requests.findLast(one => one.path === '/api/chat')!.body.messages[0]!.content;
  expect(system()).toContain('how you like to be spoken to: short and direct');
  await home.memu('config', 'set', 'chat.profile', 'false');
  await home.memu('chat', 'hello');
  expect(system()).not.toContain('short and direct');
  await home.memu('profile', 'rm', 'tone');
  expect((await home.memu('profile')).out).not.toContain('short and direct');
  await home.memu('undo');
  expect((await home.memu('profile')).out).toContain('short and direct');
});

test('traits are what the person says of themselves: nothing that is kept or said makes one', async () => {
  const home = newHome({MEMU_LLM_HOSTS: nobody});
  await home.memu('memory', 'add', 'I worry easily and I love parties', '--type', 'reflection');
  for (let i = 0; i < 12; i++) await home.memu('task', 'add', `chore ${i}`);
  for (let i = 0; i < 12; i++) await home.memu('task', 'done', `chore ${i}`);
  const before = await home.json<{told: unknown[]; counted: {trait: string}[]}>('profile');
  expect(before.told).toEqual([]);
  expect(before.counted.map(one => one.trait)).toEqual(['peak_hours']);
  await home.memu('profile', 'set', 'extraversion', '2');
  const after = await home.json<{told: unknown[]}>('profile');
  expect(after.told).toMatchObject([{trait: 'extraversion', value: '2'}]);
});

test('areas weigh what to do next, unless the config says otherwise', async () => {
  const home = newHome({MEMU_LLM_HOSTS: nobody});
  await home.memu('task', 'add', 'write the report', '--area', 'career');
  await home.memu('task', 'add', 'stretch', '--area', 'health');
  const first = async () => (await home.memu('next')).out.split('\n')[0];
  expect(await first()).toContain('write the report');
  await home.memu('profile', 'set', 'areas', 'health=3,', 'career=0.5');
  expect(await first()).toContain('stretch');
  expect((await home.memu('next')).out).toContain('health matters more to you');
  await home.memu('config', 'set', 'planner.area_weights.health', '0.2');
  expect(await first()).toContain('write the report');
});

test.each(['health', 'health=very', 'health=9', 'health 3 career 1'])(
  'areas of %j are refused with an example',
  async words => {
    const {code, err} = await newHome({MEMU_LLM_HOSTS: nobody}).memu(
      'profile',
      'set',
      'areas',
      words,
    );
    expect(code).toBe(2);
    expect(err).toContain('health=3, career=0.5');
  },
);

test('best hours that were told count in next, and words that are no hours are refused', async () => {
  const home = newHome();
  await home.memu('task', 'add', 'write the report', '--energy', '5');
  await home.memu('profile', 'set', 'peak_hours', '0-24');
  expect((await home.memu('next')).out).toContain('these are your best hours');
  expect((await home.memu('profile', 'set', 'peak_hours', 'sometimes')).code).toBe(2);
});
