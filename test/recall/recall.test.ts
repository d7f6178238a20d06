import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {taskKind} from '../../src/planner/tasks/task.ts';
import {fc} from '../support/random.ts';
import {recalling} from '../support/recalling.ts';

/** Recall with a session between the person and an assistant. */
function withSession() {
  const {conversations, found} = recalling();
  const store = (said: string, answered: string) =>
    conversations.append(conversations.begin({title: ''}), [
      {role: 'user', text: said},
      {role: 'assistant', text: answered},
    ]);
  return {store, found};
}

describe('a question', () => {
  test('finds a committed write at once', async () => {
    const {note, found} = recalling();
    note('Boiler', 'Serviced in October by Mrs Kessler.');
    note('Bread', 'Flour, water, salt.');
    expect(await found('when was the boiler serviced?')).toEqual(['Boiler']);
    note('Boiler key', 'In the drawer.');
    expect(await found('boiler')).toHaveLength(2);
  });

  test("finds Anna by Anna's, whatever the case, and Łukasz by lukasz", async () => {
    const {memory, found} = recalling();
    memory('Anna likes green tea.');
    memory('Łukasz repaired the gate.');
    expect(await found("ANNA's favourite drink")).toEqual(['Anna likes green tea.']);
    expect(await found('lukasz')).toEqual(['Łukasz repaired the gate.']);
  });

  test('in a slip keeps its first letter, unless the first two were swapped', async () => {
    const {memory, found} = recalling();
    memory('Ask for a new date.');
    expect(await found('rate')).toEqual([]);
    expect(await found('adte')).toHaveLength(1);
  });

  test('of what was last is answered with the newest, not with the word', async () => {
    const {memory, clock, found} = recalling();
    memory('Saw the dentist: one filling.');
    clock.advance(200 * 86_400_000);
    memory('Dentist: cleaned, all well.');
    memory('The wedding is on the last Saturday of May.');
    const answers = await found('when was I last at the dentist?');
    expect(answers).toEqual(['Dentist: cleaned, all well.', 'Saw the dentist: one filling.']);
  });

  test('for a number finds the text that tells one', async () => {
    const {memory, clock, found} = recalling();
    memory('The canoe went to Ben, 260 in cash.');
    clock.advance(30 * 86_400_000);
    memory('The canoe went to the lake with Ben.');
    expect((await found('how much did I get for the canoe?'))[0]).toContain('260');
  });

  test('for a kind of something is not answered with the word "kind"', async () => {
    const {memory, found} = recalling();
    memory('Petra has a greyhound, an animal that sleeps all day.');
    memory('Petra is very kind and has a kind voice.');
    expect((await found('What kind of animal does Petra have?'))[0]).toContain('greyhound');
  });

  test('of several bare words finds what holds all of them before what answers them', async () => {
    const {talk, memory, found} = recalling();
    talk('Ben: Did you get a good price?', 'me: Fair enough.', 'Ben: Which price was it?');
    memory('A good price for the old boat.');
    memory('Prices went up for good.');
    const [first, second] = await found('good price');
    expect([first, second].toSorted()).toEqual([
      'A good price for the old boat.',
      'Did you get a good price?',
    ]);
    expect((await found('good price')).at(-1)).toBe('Fair enough.');
  });

  test('is forgiven a slip of the fingers', async () => {
    const {memory, found} = recalling();
    memory('The telescope stands in the attic.');
    for (const slip of ['telescpoe', 'telscope', 'tellescope', 'telescape', 'etlescope']) {
      expect(await found(slip)).toHaveLength(1);
    }
    expect(await found('stethoscope')).toEqual([]);
  });

  test('finds the answer by the question that was asked before it', async () => {
    const {talk, found} = recalling();
    talk('Ben: What does Anna do for a living?', 'me: She repairs church organs.', 'Ben: Wow.');
    talk('Ben: Did you see the film?', 'me: Not yet.');
    expect((await found("What is Anna's living?"))[0]).toBe('She repairs church organs.');
  });

  test('of a bare word finds what holds it before what stands around it', async () => {
    const {store, found} = withSession();
    store('the aardvark ate figs', 'did you unpack the samovar?');
    expect(await found('samovar')).toEqual([
      'did you unpack the samovar?',
      'the aardvark ate figs',
    ]);
    expect((await found('Samovar Olga'))[0]).toBe('did you unpack the samovar?');
  });

  test('that only repeats what memu was asked finds what is kept first', async () => {
    const {note, conversations, found} = recalling();
    note('Chalet in Zermatt booked');
    const asked = conversations.begin({title: 'chalet'});
    conversations.append(asked, [{role: 'user', text: 'chalet', metadata: {asked: true}}]);
    expect((await found('chalet'))[0]).toBe('Chalet in Zermatt booked');
    // A talk with memu has one row, though it is called as it begins.
    expect(await found('chalet')).toHaveLength(2);
  });

  test('does not take what was said to somebody else for a question to memu', async () => {
    const {memory, talk, found} = recalling();
    memory('The sledges, the skis, the boots and the rest of it all went to the chalet by train.');
    talk('me: chalet');
    expect((await found('chalet'))[0]).toBe('chalet');
  });

  test('asked of memu that says more than is looked for stays where it is', async () => {
    const {memory, conversations, found} = recalling();
    memory('The sledges, the skis, the boots and the rest of it all went to the chalet by train.');
    const asked = conversations.begin({title: 'holidays'});
    const text = 'I left my passport in the chalet';
    conversations.append(asked, [{role: 'user', text, metadata: {asked: true}}]);
    expect((await found('chalet passport'))[0]).toBe(text);
  });

  test('with a phrase in quotes wants these words in a row', async () => {
    const {memory, found} = recalling();
    memory('The green house has a red door.');
    memory('The red house has a green door.');
    expect(await found('"red door"')).toEqual(['The green house has a red door.']);
  });

  test('takes a star for any ending', async () => {
    const {memory, found} = recalling();
    memory('Photosynthesis is a long word.');
    expect(await found('photosyn*')).toHaveLength(1);
  });

  test('in Japanese finds Japanese', async () => {
    const {memory, found} = recalling();
    memory('明日は東京タワーに行く。');
    memory('京都で猫を見た。');
    expect(await found('東京')).toEqual(['明日は東京タワーに行く。']);
    expect(await found('猫*')).toEqual(['京都で猫を見た。']);
  });

  test('of a time prefers what was kept then', async () => {
    const {memory, found} = recalling();
    memory('Went kayaking with Mira.', {created_at: '2024-05-11T10:00:00.000Z'});
    memory('Went kayaking with Tom.', {created_at: '2025-08-02T10:00:00.000Z'});
    expect((await found('who was kayaking with me in May 2024?'))[0]).toContain('Mira');
    expect((await found('who was kayaking with me in August 2025?'))[0]).toContain('Tom');
  });

  test('for what holds now prefers the newer', async () => {
    const {memory, found} = recalling();
    memory('My dentist is Dr Wolf.', {created_at: '2023-05-11T10:00:00.000Z'});
    memory('My dentist is Dr Lamm.', {created_at: '2025-08-02T10:00:00.000Z'});
    expect((await found('who is my dentist now?'))[0]).toContain('Lamm');
  });

  test('gets each text once, however often it was kept', async () => {
    const {memory, found} = recalling();
    memory('Bins go out on Tuesday.');
    memory('bins go out on tuesday');
    expect(await found('bins')).toHaveLength(1);
    const letters = [...'abcdefghijklmnopqrstuvwxyz'];
    const long = letters.flatMap(letter => [`w${letter}`, `v${letter}`]);
    memory(`Harbour ${long.join(' ')} today.`);
    memory(`Harbour ${long.join(' ')} todays.`);
    memory(`Harbour ${long.join(' ')} 17.`);
    expect(await found('harbour')).toHaveLength(2);
  });

  test('never fails and never finds what is not there, whatever is typed', async () => {
    const {memory, recall} = recalling();
    memory('The boiler was serviced.');
    const typed = [
      ...[
        'AND',
        'OR NOT NEAR',
        'NEAR(a b, 5)',
        '*',
        '**',
        '-',
        '--',
        '"',
        '""',
        '"a',
        "'",
        ')',
        '((',
      ],
      ...['title:x', 'a^2', '{a b}:c', '+', '\\', '\0', '🙂', 'would of', '', ' ', '\ud800'],
      ...['null', 'x'.repeat(100_000), 'word '.repeat(20_000), '"'.repeat(1_000), '無い', 'ไม่มี'],
    ];
    for (const query of typed) {
      expect((await recall.recall(query)).hits).toEqual([]);
    }
    await fc.assert(
      fc.asyncProperty(fc.string({unit: 'binary', maxLength: 80}), async query => {
        await recall.recall(query);
      }),
      {numRuns: 300},
    );
  });
});

describe('a filter', () => {
  test('keeps kinds, tags and times apart', async () => {
    const {note, memory, talk, found} = recalling();
    note('Boiler manual', 'Page 3.', {tags: ['home'], created_at: '2024-01-05T00:00:00.000Z'});
    memory('The boiler hums.', {created_at: '2025-01-05T00:00:00.000Z'});
    talk('me: The boiler is loud.');
    expect(await found('boiler', {kinds: ['note']})).toEqual(['Boiler manual']);
    expect(await found('boiler', {kinds: ['turn']})).toEqual(['The boiler is loud.']);
    expect(await found('boiler', {tags: ['home']})).toEqual(['Boiler manual']);
    expect(await found('boiler', {until: Date.parse('2024-12-31')})).toEqual(['Boiler manual']);
    expect(await found('boiler', {since: Date.parse('2024-12-31'), kinds: ['memory']})).toEqual([
      'The boiler hums.',
    ]);
  });

  test('of an area finds what is in it, and notes and memories whose tags name it', async () => {
    const {entries, note, memory, recall} = recalling();
    entries.create(taskKind, {title: 'Boiler service', areas: ['home']});
    entries.create(taskKind, {title: 'Boiler, the band', tags: ['home']});
    note('Boiler manual', '', {tags: ['Home']});
    memory('The boiler hums.', {tags: ['work']});
    const {hits} = await recall.recall('boiler', {areas: ['home']});
    expect(hits.map(({title}) => title).sort()).toEqual(['Boiler manual', 'Boiler service']);
  });

  test('of a past day sees what held then, and today does not', async () => {
    const {memory, found} = recalling();
    memory('I live in Ghent.', {
      created_at: '2023-01-01T00:00:00.000Z',
      valid_to: '2025-06-01T00:00:00.000Z',
    });
    memory('I live in Turin.', {
      created_at: '2025-06-01T00:00:00.000Z',
      valid_from: '2025-06-01T00:00:00.000Z',
    });
    expect(await found('where do I live?')).toEqual(['I live in Turin.']);
    expect(await found('where do I live?', {asOf: Date.parse('2024-03-01')})).toEqual([
      'I live in Ghent.',
    ]);
  });
});

test('of equal hits the newest comes first, however many there are', async () => {
  const {memory, operations, clock, recall} = recalling();
  operations.run('import', () => {
    for (let n = 0; n < 400; n += 1) {
      memory(`The boiler hums, ${n}.`);
      clock.advance(60_000);
    }
  });
  const {hits} = await recall.recall('boiler', {limit: 3});
  expect(hits.map(hit => hit.snippet)).toEqual([399, 398, 397].map(n => `The boiler hums, ${n}.`));
});

describe('what was removed', () => {
  test('is found no more, and again once it is back', async () => {
    const {note, entries, found} = recalling();
    const {id} = note('Secret plan', 'Meet at the quay.');
    expect(await found('quay')).toEqual(['Secret plan']);
    entries.trash(id);
    expect(await found('quay')).toEqual([]);
    entries.activate(id);
    expect(await found('quay')).toEqual(['Secret plan']);
  });

  test('and what is only proposed is not found', async () => {
    const {note, found} = recalling();
    note('Proposed', 'Maybe a quay.', {state: 'proposed'});
    expect(await found('quay')).toEqual([]);
  });

  test('hides the turns of a trashed conversation', async () => {
    const {talk, entries, found} = recalling();
    const [turn] = talk('me: The quay at nine.');
    expect(await found('quay')).toHaveLength(1);
    entries.trash(turn!.conversation);
    expect(await found('quay')).toEqual([]);
  });
});

describe('the index', () => {
  test('forgets a changed text and its words', async () => {
    const {note, entries, recall, text, found} = recalling();
    const {id} = note('Plan', 'zanzibar');
    await found('zanzibar');
    entries.setFields(id, {body: 'lisbon'});
    expect(await found('zanzibar')).toEqual([]);
    expect(await found('lisbon')).toEqual(['Plan']);
    expect(text.value("SELECT count(*) FROM words WHERE text = 'zanzibar'")).toBe(0);
    expect(recall.index.size()).toBe(1);
  });

  test('that is behind still answers with the newest and says how far it is behind', async () => {
    const {memory, recall, text} = recalling();
    memory('The boiler hums.');
    recall.index.catchUp();
    memory('The boiler leaks.');
    const behind = recall.index.behind();
    expect(behind).toBe(1);
    // Another process holds the index: this one may not wait for it.
    text.exec('BEGIN IMMEDIATE');
    const {catchUp} = recall.index;
    recall.index.catchUp = () => ({behind});
    const {hits, notes} = await recall.recall('boiler');
    recall.index.catchUp = catchUp;
    text.exec('COMMIT');
    expect(hits.map(hit => hit.snippet).sort()).toEqual(['The boiler hums.', 'The boiler leaks.']);
    expect(notes.join()).toContain('1 changes behind');
  });

  test('starts again when the database is another one, keeping what is the same', async () => {
    const {note, db, recall, text, found} = recalling();
    const {id} = note('Stays', 'quay');
    const gone = note('Goes', 'harbour');
    await found('quay');
    const before = text.value('SELECT passage FROM passages ORDER BY passage LIMIT 1');
    db.write(() => {
      db.run("UPDATE meta SET value = 'another' WHERE key = 'incarnation'");
      db.run('DELETE FROM entries WHERE id = ?', [gone.id]);
      db.run('DELETE FROM changes WHERE id = ?', [gone.id]);
    });
    expect(await found('quay')).toEqual(['Stays']);
    expect(await found('harbour')).toEqual([]);
    expect(recall.index.size()).toBe(1);
    expect(text.value('SELECT passage FROM passages')).toBe(before);
    expect(id).toBeTruthy();
  });

  test('agrees with itself after random writes', () => {
    const {note, entries, recall, text} = recalling();
    const ids: string[] = [];
    const step = fc.record({
      what: fc.constantFrom('add', 'edit', 'trash', 'restore', 'index'),
      at: fc.nat(20),
      body: fc.constantFrom('red boat', 'blue boat boat', 'a tower', 'the quay at nine', ''),
    });
    fc.assert(
      fc.property(fc.array(step, {maxLength: 30}), steps => {
        for (const {what, at, body} of steps) {
          const id = ids[at % Math.max(ids.length, 1)];
          if (what === 'add' || id === undefined) ids.push(note('n', body).id);
          else if (what === 'edit') entries.setFields(id, {body});
          else if (what === 'trash') entries.trash(id);
          else if (what === 'restore') entries.activate(id);
          else recall.index.catchUp();
        }
        recall.index.catchUp();
        text.run("INSERT INTO passage_index(passage_index) VALUES ('integrity-check')");
        const active = entries.select(
          {name: 'note', table: 'notes', fields: {}},
          "WHERE e.state = 'active'",
        );
        expect(recall.index.size()).toBe(active.length);
        const boats = active.filter(entry => entry.body.includes('boat')).length;
        expect(recall.index.vocabulary.find('boat')?.passages ?? 0).toBe(boats);
      }),
      {numRuns: 30},
    );
  });
});

test('a rebuild answers others from the index as it was, keeps that when it breaks off, and ends whole', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'memu-recall-'));
  onTestFinished(() => rmSync(folder, {recursive: true}));
  const files = [join(folder, 'memu.db'), join(folder, 'text.db')] as const;
  const {memory, db, text, recall} = recalling(...files);
  db.write(() => {
    for (let at = 0; at < 200; at++) memory(`Fact ${at} about the harbour.`);
  });
  recall.index.catchUp();
  const other = recalling(...files);
  let rebuilding: Promise<string[]> | undefined;
  recall.index.rebuild(() => {
    rebuilding ??= other.found('fact 7 harbour');
  });
  expect((await rebuilding)?.[0]).toBe('Fact 7 about the harbour.');
  expect(() =>
    recall.index.rebuild(() => {
      throw new Error('interrupted');
    }),
  ).toThrow('interrupted');
  expect(await other.found('fact 8 harbour')).toContain('Fact 8 about the harbour.');
  expect(recall.index.size()).toBe(200);
  expect(text.problems()).toEqual([]);
  for (const one of [db, text, other.db, other.text]) one.close();
});
