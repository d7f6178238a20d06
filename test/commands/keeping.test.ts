import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join, relative} from 'node:path';
import {describe, expect, test} from 'vitest';
import {newHome} from '../support/command-line.ts';

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly tags: readonly string[];
  readonly state: string;
}

describe('memu note', () => {
  test('keeps what was said and shows it again by id, title and @last', async () => {
    const home = newHome();
    const added = await home.memu('note', 'add', 'Boiler', 'service', '--tag', 'home');
    expect(added).toMatchObject({code: 0, err: ''});
    const id = added.out.split(' ')[0]!;
    for (const reference of [id, 'boiler service', '@last']) {
      const note = await home.json<Entry>('note', 'show', reference);
      expect(note).toMatchObject({title: 'Boiler service', tags: ['home']});
    }
    expect((await home.memu('note', 'show', id)).out).toContain('Boiler service\nnote ');
  });

  test('reads stdin, keeps it byte for byte, and takes its first line as the title', async () => {
    const home = newHome();
    const body = '# Heating\n\n  indented\ttab\n';
    expect((await home.pipe(body, 'note', 'add', '-')).code).toBe(0);
    expect(await home.json('note', 'show', 'heating')).toMatchObject({title: 'Heating', body});
  });

  test('changes words, tags and pin, and lists pinned ones first', async () => {
    const home = newHome();
    await home.memu('note', 'add', 'first', '--tag', 'a');
    await home.memu('note', 'add', 'second');
    await home.memu(
      'note',
      'edit',
      'first',
      '--append',
      'more',
      '--untag',
      'a',
      '--tag',
      'b',
      '--pin',
    );
    const list = await home.json<Entry[]>('note', 'list');
    expect(list.map(note => [note.title, note.body, note.tags])).toEqual([
      ['first', 'first\nmore', ['b']],
      ['second', 'second', []],
    ]);
    const tagged = await home.memu('note', 'list', '--tag', '#B', '--format', '{title}:{tags}');
    expect(tagged.out).toBe('first:b\n');
  });

  test('goes back to an earlier version, and history tells', async () => {
    const home = newHome();
    await home.memu('note', 'add', 'one');
    await home.memu('note', 'edit', '@last', '--body', 'two');
    await home.memu('note', 'restore', '@last', '1');
    expect(await home.json('note', 'show', '@last')).toMatchObject({body: 'one'});
    const history = await home.json<{command: string}[]>('note', 'history', '@last');
    expect(history.map(version => version.command)).toEqual([
      'note restore',
      'note edit',
      'note add',
    ]);
    expect((await home.memu('note', 'restore', '@last', '9')).code).toBe(4);
  });

  test('daily is one note a day', async () => {
    const home = newHome();
    await home.memu('note', 'daily', 'slept well');
    await home.memu('note', 'daily', 'ran 5 km');
    const [note, ...others] = await home.json<Entry[]>('note', 'list');
    expect(others).toEqual([]);
    expect(note!.body).toBe('slept well\nran 5 km\n');
  });

  test('backlinks are what names a note in brackets', async () => {
    const home = newHome();
    await home.memu('note', 'add', '--title', 'Boiler', 'x');
    await home.memu('note', 'add', 'see [[boiler|the old one]]');
    await home.memu('note', 'add', 'see [[boiler room]]');
    const links = await home.json<Entry[]>('note', 'backlinks', 'Boiler');
    expect(links.map(note => note.title)).toEqual(['see [[boiler|the old one]]']);
  });

  test('--dry-run keeps nothing', async () => {
    const home = newHome();
    expect((await home.memu('note', 'add', 'x', '--dry-run')).out).toContain('would be added: x');
    expect(await home.json('note', 'list')).toEqual([]);
    expect((await home.memu('note', 'show', '@last')).code).toBe(4);
  });
});

describe('memu memory import', () => {
  test('takes memories and sessions in, names bad lines, and adds nothing twice', async () => {
    const home = newHome();
    const lines = [
      '{"text":"Anna likes tea","type":"preference","created_at":"2025-05-01T10:00:00Z","id":"m1"}',
      '{"text":"Hello","session":"s1","role":"user","speaker":"Ben"}',
      '{"text":"Hello Ben","session":"s1","role":"assistant"}',
      '{"text":"x","type":"nonsense"}',
      'not json',
    ].join('\n');
    const first = await home.pipe(lines, 'memory', 'import', '-', '--json');
    expect(first.code).toBe(3);
    expect(JSON.parse(first.out)).toMatchObject({
      memories: 1,
      turns: 2,
      conversations: 1,
      known: 0,
    });
    expect(first.err).toContain('line 4 was skipped: "type" must be one of goal');
    const again = await home.pipe(lines, 'memory', 'import', '-', '--json');
    expect(JSON.parse(again.out)).toMatchObject({
      memories: 0,
      turns: 0,
      conversations: 0,
      known: 3,
    });
    const [memory] = await home.json<object[]>('memory', 'list');
    expect(memory).toMatchObject({
      ref: 'm1',
      created_at: '2025-05-01T10:00:00.000Z',
      source: {kind: 'import', id: null, quote: null},
    });
  });

  test('skips a line that is no text or too long, by name, and goes on', async () => {
    const home = newHome();
    const lines = Buffer.concat([
      Buffer.from('{"text":"a"}\n{"text":"caf'),
      Buffer.from([0xe9]),
      Buffer.from(`"}\n{"text":"${'x'.repeat(17 * 1024 * 1024)}"}\n{"text":"b"}`),
    ]);
    expect(await home.pipe(lines, 'memory', 'import', '-')).toEqual({
      code: 3,
      out: '2 memories added, 2 bad lines skipped\n',
      err: 'line 2 was skipped: it is not UTF-8 text\nline 3 was skipped: it is longer than 16 MiB\n',
    });
  });

  test('is one operation: undo takes all of it back', async () => {
    const home = newHome();
    await home.pipe('{"text":"a"}\n{"text":"b"}\n', 'memory', 'import', '-');
    const undone = await home.memu('undo');
    expect(undone.out).toContain('undid memory import');
    expect(await home.json('memory', 'list')).toEqual([]);
    await home.memu('redo');
    expect(await home.json<object[]>('memory', 'list')).toHaveLength(2);
  });
});

describe('an export', () => {
  test('is byte-identical after import and export', async () => {
    const [one, two] = [newHome(), newHome()];
    await one.memu('note', 'add', 'tea\u2028and "quotes"', '--tag', 'x', '--notebook', 'n');
    await one.memu('memory', 'add', 'Anna likes tea', '--type', 'preference', '--source', 'phone');
    await one.pipe('{"text":"hi","session":"s","role":"user"}', 'memory', 'import', '-');
    const {out} = await one.memu('export', '--jsonl');
    expect(out.split('\n')).toHaveLength(5);
    const report = await two.pipe(out, 'import', 'jsonl', '-');
    expect(report.out).toBe('3 entries and 1 turn added, 0 known already, 0 skipped\n');
    expect((await two.memu('export', '--jsonl')).out).toBe(out);
  });

  test('keeps the keys of a newer memu', async () => {
    const home = newHome();
    const [one, two] = [newHome(), home];
    await one.memu('note', 'add', 'x');
    const line = JSON.parse((await one.memu('export', '--jsonl')).out);
    const added = {
      mood: 'good',
      ...{stars: 5, said: '5', is: true, was: 'true', none: null, text: 'a: b\n# c "d" é'},
      nested: {empty: {}, list: [1, '1', {deep: []}]},
    };
    const newer = `${JSON.stringify({...line, ...added})}\n`;
    await two.pipe(newer, 'import', 'jsonl', '-');
    expect((await two.memu('export', '--jsonl')).out).toBe(newer);
  });
});

describe('an export as Markdown', () => {
  test('comes back whole: entries, turns, trash, attachments', async () => {
    const [one, two] = [newHome(), newHome()];
    const file = join(one.path, 'plan.txt');
    writeFileSync(file, 'the plan');
    await one.memu('note', 'add', 'Plan: a/b? *c*', '--tag', 'x', '--pin');
    await one.memu('attach', '@last', file);
    await one.memu('note', 'add', 'plan: A/B? *C*');
    await one.memu('task', 'add', 'Water', '--due', '2031-01-06', '--every', 'monday');
    await one.memu('goal', 'add', 'Run', '--by', '2031-04-01', '--milestone', '10 km @2031-02-01');
    await one.pipe(
      '{"text":"hi\\n---\\nno: end","session":"s","role":"user"}',
      'memory',
      'import',
      '-',
    );
    await one.memu('note', 'add', 'gone');
    await one.memu('note', 'rm', 'gone', '--yes');
    const folder = join(one.path, 'out');
    expect((await one.memu('export', '--markdown', folder, '--trash')).code).toBe(0);
    expect(readdirSync(folder).sort()).toEqual([
      'attachments',
      'conversations',
      'goals',
      'notes',
      'tasks',
    ]);
    const report = await two.memu('import', 'markdown', folder);
    expect(report.out).toBe('6 entries and 1 attachment added, 0 known already, 0 skipped\n');
    const exported = async (home: typeof one): Promise<string> =>
      (await home.memu('export', '--jsonl', '--trash')).out;
    expect(await exported(two)).toBe(await exported(one));
    const again = join(one.path, 'again');
    await two.memu('export', '--markdown', again, '--trash');
    const files = readdirSync(folder, {recursive: true, withFileTypes: true});
    for (const entry of files.filter(each => each.isFile())) {
      const path = relative(folder, join(entry.parentPath, entry.name));
      expect(readFileSync(join(again, path))).toEqual(readFileSync(join(folder, path)));
    }
    expect((await two.memu('import', 'markdown', folder)).out).toContain('6 known already');
  });

  test('is not written over what is there, and names what it cannot read', async () => {
    const home = newHome();
    writeFileSync(join(home.path, 'something'), '');
    expect((await home.memu('export', '--markdown', home.path)).code).toBe(11);
    writeFileSync(join(home.path, 'odd.md'), 'no front matter');
    const answer = await home.memu('import', 'markdown', home.path);
    expect(answer.code).toBe(3);
    expect(answer.err).toContain('odd.md was skipped: it has no front matter');
  });
});

describe('bad input', () => {
  test.each([
    [['note', 'add', ''], 2, 'A note needs some words.'],
    [['note', 'show', 'nothing'], 4, 'Nothing is kept under "nothing".'],
    [['note', 'list', '--limit', 'x'], 2, 'must be a whole number'],
    [['note', 'list', '--sort', 'x'], 2, 'There is no order called x.'],
    [['nte'], 2, 'did you mean `memu note`?'],
    [['note', 'lst'], 2, 'did you mean `memu note list`?'],
    [['note', 'list', '--lmit', '3'], 2, 'did you mean --limit?'],
    [['memory', 'add', 'x', '--type', 'y'], 2, 'one of goal, routine'],
    [['undo'], 4, 'There is nothing to undo.'],
    [['redo'], 4, 'There is nothing to redo.'],
    [['config', 'get', 'llm.hots'], 2, 'llm.hosts'],
    [['trash', 'purge'], 2, 'What is to be purged?'],
    [['export'], 2, 'In which format?'],
    [['import', 'jsonl', '/nowhere'], 4, 'There is no file /nowhere'],
    [['attach', 'nothing', '/nowhere'], 4, 'Nothing is kept'],
    [['schema', 'nothing'], 4, 'There is no schema'],
  ] as const)('memu %j leaves with %d and says %s', async (words, code, message) => {
    const answer = await newHome().memu(...words);
    expect(answer).toMatchObject({code, out: ''});
    expect(answer.err).toContain(message);
  });

  test('with --json an error is one JSON object on stderr', async () => {
    const answer = await newHome().memu('note', 'show', 'x', '--json');
    expect(answer).toMatchObject({code: 4, out: ''});
    expect(JSON.parse(answer.err)).toEqual({
      error: {code: 'not_found', message: expect.any(String), hint: expect.any(String)},
    });
  });

  test('bytes that are no UTF-8 are refused with their position', async () => {
    const answer = await newHome().pipe(Uint8Array.of(0x61, 0xff), 'note', 'add', '-');
    expect(answer.code).toBe(2);
    expect(answer.err).toContain('byte 2 of 2');
  });

  test('a note full of escapes is kept exactly and shown harmless', async () => {
    const home = newHome();
    const body = '\u001b]52;c;aGk=\u0007\u001b[31mred\u202e\u009b2J';
    await home.pipe(body, 'note', 'add', '-', '--title', 'evil');
    const shown = await home.memu('note', 'show', 'evil');
    expect(shown.out).not.toMatch(/[\u001b\u0007\u202e\u009b]/);
    // JSON says exactly what is kept, in characters that no terminal obeys.
    for (const words of ['note show evil --json', 'note list --json', 'export --jsonl']) {
      const {out} = await home.memu(...words.split(' '));
      expect(out).not.toMatch(/[\u001b\u0007\u202e\u009b]/);
      expect([JSON.parse(out)].flat()).toMatchObject([{body}]);
    }
  });

  test('a malformed config names line and column', async () => {
    const home = newHome();
    writeFileSync(join(home.path, 'config.toml'), '[llm]\nhosts = [\n');
    const answer = await home.memu('note', 'list');
    expect(answer.code).toBe(2);
    expect(answer.err).toMatch(/line \d+.*column \d+/);
  });
});

test('attachments are kept by content, shown, and gone after a purge', async () => {
  const home = newHome();
  const file = join(home.path, 'plan.txt');
  writeFileSync(file, 'the canary sings');
  await home.memu('note', 'add', 'plan');
  await home.memu('attach', 'plan', file);
  await home.memu('attach', 'plan', file);
  const note = await home.json<{attachments: {sha256: string}[]}>('note', 'show', 'plan');
  expect(note.attachments).toMatchObject([{name: 'plan.txt', bytes: 16, type: 'text/plain'}]);
  const {sha256} = note.attachments[0]!;
  const kept = join(home.path, 'data', 'attachments', sha256.slice(0, 2), sha256);
  expect(readFileSync(kept, 'utf8')).toBe('the canary sings');
  await home.memu('note', 'rm', 'plan');
  expect((await home.memu('trash', 'purge', '--all')).code).toBe(2);
  await home.memu('trash', 'purge', '--all', '--yes');
  expect(() => readFileSync(kept)).toThrow();
});

describe('undo over several commands', () => {
  test('undo 2 takes two back, at once or not at all', async () => {
    const home = newHome();
    for (const word of ['a', 'b', 'c']) await home.memu('note', 'add', word);
    await home.memu('undo', '2');
    const left = await home.json<Entry[]>('note', 'list');
    expect(left.map(note => note.title)).toEqual(['a']);
  });

  test('leaves what changed since, names it and exits with 3', async () => {
    const home = newHome();
    await home.memu('note', 'add', 'x');
    await home.memu('note', 'edit', 'x', '--tag', 'one');
    const [edit] = await home.json<{id: string}[]>('log');
    await home.memu('note', 'edit', 'x', '--tag', 'two');
    const answer = await home.memu('undo', edit!.id);
    expect(answer.code).toBe(3);
    expect(answer.err).toContain('left alone: tags of');
  });
});
