import {describe, expect, test} from 'vitest';
import {entryJson} from '../../src/entries/entry.ts';
import {versionsOf} from '../../src/entries/history.ts';
import {memoryKind} from '../../src/memories/memory.ts';
import {noteKind} from '../../src/notes/note.ts';
import {keeping} from '../support/keeping.ts';

describe('an entry', () => {
  test('is kept with its own fields, tags and links, and read back the same', () => {
    const {entries} = keeping();
    const note = entries.create(noteKind, {
      title: 'Boiler',
      body: 'The service is every October.',
      tags: ['#Home', 'home', 'old house'],
      notebook: 'house',
    });
    expect(entries.get(note.id)).toEqual(note);
    expect(note.tags).toEqual(['home', 'old-house']);
    expect(note.pinned).toBe(false);
  });

  test('is printed with the fields of the contract and nothing of this database', () => {
    const {entries} = keeping();
    const memory = entries.create(memoryKind, {body: 'Anna likes tea', type: 'preference'});
    expect(Object.keys(entryJson(memory)).sort()).toEqual(
      [
        ...['id', 'kind', 'state', 'title', 'body', 'tags', 'links', 'attachments', 'metadata'],
        ...['ref', 'created_at', 'updated_at', 'type', 'source', 'confidence'],
        ...['valid_from', 'valid_to', 'superseded_by'],
      ].sort(),
    );
  });

  test('keeps no version when a change changes nothing', () => {
    const {entries, db, operations} = keeping();
    const note = entries.create(noteKind, {title: 'Milk'});
    entries.update(noteKind, note.id, {title: 'Milk'});
    expect(versionsOf(db, entries.get(note.id))).toHaveLength(1);
    expect(db.value('SELECT count(*) FROM operations')).toBe(1);
    expect(() => operations.writing()).toThrow('outside');
  });

  test('shows each version as it was', () => {
    const {entries, db, clock} = keeping();
    const note = entries.create(noteKind, {title: 'Milk', body: 'one litre'});
    clock.advance(1000);
    entries.update(noteKind, note.id, {body: 'two litres', tags: ['shop']});
    clock.advance(1000);
    entries.update(noteKind, note.id, {title: 'Oat milk'});
    const versions = versionsOf(db, entries.get(note.id));
    expect(
      versions.map(version => [version.number, version.entry.title, version.entry.body]),
    ).toEqual([
      [3, 'Oat milk', 'two litres'],
      [2, 'Milk', 'two litres'],
      [1, 'Milk', 'one litre'],
    ]);
    expect(versions[1]!.changed).toEqual(['body', 'tags']);
    expect(versions[2]!.entry).toEqual({...note, stamp: expect.any(String)});
  });

  test.each([
    [{title: 'x'.repeat(1001)}, '1001 characters'],
    [{body: 'x'.repeat(4 * 1024 * 1024 + 1)}, '4 MiB'],
    [{tags: Array.from({length: 201}, (_, index) => `t${index}`)}, '201 tags'],
    [{title: 'broken \ud800'}, 'position 8'],
  ])('is refused by name when it is over a limit or broken', (input, message) => {
    const {entries, db} = keeping();
    expect(() => entries.create(noteKind, input)).toThrow(message);
    expect(db.value('SELECT count(*) FROM entries')).toBe(0);
  });
});

describe('the change feed', () => {
  test('holds one row per thing, moved to the top when it changes', () => {
    const {entries} = keeping();
    const [milk, bread] = ['milk', 'bread'].map(title => entries.create(noteKind, {title}));
    entries.update(noteKind, milk!.id, {title: 'oat milk'});
    expect(entries.changes.after(0, 10)).toEqual([
      {rev: 2, subject: 'entry', id: bread!.id, op: 'saved'},
      {rev: 3, subject: 'entry', id: milk!.id, op: 'saved'},
    ]);
  });

  test('tells a consumer that another day of the same database was put back', () => {
    const {entries, db} = keeping();
    entries.create(noteKind, {title: 'kept'});
    const before = entries.changes.position();
    expect(entries.changes.continues(before)).toBe(true);
    entries.create(noteKind, {title: 'lost with the restore'});
    const lost = entries.changes.position();
    expect(entries.changes.continues(before)).toBe(true);
    db.run("UPDATE operations SET id = 'another timeline' WHERE seq = 2");
    expect(entries.changes.continues(lost)).toBe(false);
  });
});

describe('undo', () => {
  test('takes back what a command did, and redo does it again', () => {
    const {entries, undo} = keeping();
    const note = entries.create(noteKind, {title: 'Milk', tags: ['shop']});
    entries.update(noteKind, note.id, {title: 'Bread', tags: []});
    undo.revert(undo.undoable(1)[0]!);
    const {stamp, ...restored} = entries.get(note.id);
    expect({...restored, stamp: note.stamp}).toEqual(note);
    undo.revert(undo.redoable(1)[0]!, 'redo');
    expect(entries.get(note.id).title).toBe('Bread');
    undo.revert(undo.undoable(1)[0]!);
    undo.revert(undo.undoable(1)[0]!);
    expect(entries.get(note.id).state).toBe('trashed');
    undo.revert(undo.redoable(1)[0]!, 'redo');
    expect(entries.get(note.id)).toMatchObject({state: 'active', title: 'Milk'});
  });

  test('leaves a field that changed since and names it', () => {
    const {entries, undo} = keeping();
    const note = entries.create(noteKind, {title: 'a', body: 'one'});
    entries.update(noteKind, note.id, {title: 'b', body: 'two'});
    const [edit] = undo.undoable(1);
    entries.update(noteKind, note.id, {title: 'c'});
    const {leftAlone} = undo.revert(edit!);
    expect(entries.get(note.id)).toMatchObject({title: 'c', body: 'one'});
    expect(leftAlone).toEqual([{id: note.id, title: 'c', field: 'title'}]);
  });

  test('takes several transactions of one long operation back at once', () => {
    const {entries, undo, operations} = keeping();
    const long = operations.long('memory import');
    for (const body of ['one', 'two']) long.run(() => entries.create(memoryKind, {body}));
    const [operation, ...others] = undo.undoable(5);
    expect(others).toEqual([]);
    expect(undo.revert(operation!).entries).toHaveLength(2);
  });
});

describe('a reference', () => {
  test('is a full id, a unique prefix or an exact title', () => {
    const {entries, references} = keeping();
    const note = entries.create(noteKind, {title: 'Boiler service'});
    expect(references.get(note.id).id).toBe(note.id);
    expect(references.get(references.short(note.id)).id).toBe(note.id);
    expect(references.get('boiler SERVICE').id).toBe(note.id);
    expect(() => references.get('boil')).toThrow('nothing is kept');
  });

  test('that fits several entries is refused with the candidates', () => {
    const {entries, references} = keeping();
    entries.create(noteKind, {title: 'Milk'});
    entries.create(memoryKind, {title: 'Milk', body: 'b'});
    expect(() => references.get('milk')).toThrow('fits 2 entries');
  });
});

test('turns are numbered in order, known ids are left out, and the count grows', () => {
  const {conversations} = keeping();
  const talk = conversations.begin({title: 'Dentist'});
  conversations.append(talk, [{id: 'a', role: 'user', text: 'When was I there?'}]);
  conversations.append(talk, [
    {id: 'a', role: 'user', text: 'again'},
    {id: 'b', role: 'assistant', text: 'In May.'},
  ]);
  expect(conversations.turns(talk).map(turn => [turn.seq, turn.id])).toEqual([
    [1, 'a'],
    [2, 'b'],
  ]);
  expect(conversations.newest(1)[0]!.turns).toBe(2);
});
