import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {IdleWork} from '../../commands/cli/idle-work.ts';
import {type Talk, talk} from './talk.ts';

const embedded = (server: Talk['server']) =>
  server.requests.filter(one => one.path === '/api/embed').length;

const hangsOnce = {rules: [{match: {endpoint: 'embed'}, times: 1, fault: {hangAfter: 0}}]};

describe('what is kept gets its vectors', () => {
  test('while the person types, once, and the record says of what', async () => {
    const {memu, assistant, server} = await talk({});
    const {id} = memu.memories.add({body: 'The boiler was serviced in May.'});
    await assistant.rest();
    const {hits} = await (await memu.openRecall()).recall('boiler service');
    expect(hits[0]!.id).toBe(id);
    expect(hits[0]!.why.vector).toBeGreaterThan(0);
    const sent = (await memu.openEgress()).egress(50).filter(one => one.purpose === 'embed');
    expect(sent.flatMap(one => one.entries)).toContain(id);
    const before = embedded(server);
    await assistant.rest();
    expect(embedded(server)).toBe(before);
  });

  test.each([
    ['nothing of it may be kept', {incognito: true}, {}],
    ['the model may see nothing', {memory: false}, {}],
    ['no model may be asked', {recallOnly: true}, {}],
    ['no host has a model for it', {}, {models: []}],
  ])('but not where %s', async (_, wishes, scenario) => {
    const {memu, assistant, server} = await talk(scenario, wishes);
    memu.memories.add({body: 'The boiler was serviced in May.'});
    await assistant.rest();
    expect(embedded(server)).toBe(0);
    expect(existsSync(join(memu.paths.data, 'vectors.db'))).toBe(false);
  });

  test('until a question comes: it does not wait for them', async () => {
    const {memu, assistant, server, say} = await talk(hangsOnce);
    memu.memories.add({body: 'The boiler was serviced in May.'});
    const resting = assistant.rest();
    await expect.poll(() => embedded(server)).toBe(1);
    const events = await say('Hello!');
    expect(events.at(-1)?.type).toBe('done');
    await resting;
  });

  test('while a command waits, which then ends at once', async () => {
    const {memu, server} = await talk(hangsOnce);
    memu.memories.add({body: 'The boiler was serviced in May.'});
    const quiet = new IdleWork(memu, 0);
    const done = await quiet.during(async () => {
      await expect.poll(() => embedded(server)).toBe(1);
      return 'synced';
    });
    expect(done).toBe('synced');
    await quiet.during(() =>
      expect.poll(() => memu.openMeaning().then(({index}) => index.behind())).toBe(0),
    );
  });
});
