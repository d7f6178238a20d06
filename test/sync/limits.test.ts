/** What one device accepts, every device reads: each field of each kind at its limit, in the clear and sealed. */
import {afterAll, describe, expect, test} from 'vitest';
import {conversationKind} from '../../src/conversations/conversation.ts';
import {fieldsOf, type Kind} from '../../src/entries/entry.ts';
import {checkSize, limits} from '../../src/entries/limits.ts';
import {UsageError} from '../../src/ground/errors.ts';
import {kinds} from '../../src/kinds/kinds.ts';
import {noteKind} from '../../src/notes/note.ts';
import {newIdentity, sealedFormat} from '../../src/sync/encryption/encrypted-format.ts';
import {conflictRecord} from '../../src/sync/records/conflict.ts';
import {plainFormat} from '../../src/sync/vault/vault-format.ts';
import {MemoryRemote, MemoryRepository} from '../git/memory-repository.ts';
import {type Device, device, kept} from './device.ts';

const sealed = await sealedFormat(await newIdentity());
afterAll(() => sealed.close?.());

/** Texts that grow on the way: escapes, brackets that are escaped too, characters of three bytes. */
const fillings = ['x', '[', '漢'] as const;

/** The largest value of a field that passes its own check, made of one filling; undefined where size says nothing. */
function largest(kind: Kind, name: string, filling: string): unknown {
  const field = fieldsOf(kind).get(name)!;
  const bytes = name === 'body' ? limits.bodyBytes : limits.fieldBytes - 100;
  const text = (size: number) => filling.repeat(Math.floor(size / Buffer.byteLength(filling)));
  const wishes: unknown[] = [
    text(bytes),
    filling.repeat(limits.titleCharacters),
    [text(bytes)],
    [{title: text(bytes), due: null, done_at: null}],
    {word: text(bytes)},
  ];
  for (const wish of wishes) {
    try {
      const value = field.parse(wish, name);
      if (name !== 'body') checkSize(name, value);
      if (JSON.stringify(value)?.includes(filling)) return value;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
    }
  }
  return undefined;
}

describe.each([
  ['in the clear', plainFormat],
  ['sealed', sealed],
])('%s', (_, format) => {
  const devices = (): readonly [Device, Device] => {
    const remote = new MemoryRemote();
    const open = () => device({repository: new MemoryRepository(remote), format});
    return [open(), open()];
  };

  test('every field at its limit arrives', async () => {
    const [a, b] = devices();
    const tried: string[] = [];
    for (const kind of kinds.filter(({name}) => name !== 'event'))
      for (const name of fieldsOf(kind).keys())
        for (const filling of fillings.slice(tried.length % 3).slice(0, 1)) {
          const value = largest(kind, name, filling);
          if (value === undefined) continue;
          try {
            a.entries.create(kind, {title: name, [name]: value});
            tried.push(`${kind.name}.${name}`);
          } catch (error) {
            if (!(error instanceof UsageError)) throw error;
          }
        }
    for (const field of ['note.body', 'note.notebook', 'goal.vision', 'goal.milestones'])
      expect(tried).toContain(field);
    expect(await a.sync()).toMatchObject({unreadable: []});
    expect(await b.sync()).toMatchObject({unreadable: []});
    expect(kept(b).size).toBe(tried.length);
    expect(kept(b)).toEqual(kept(a));
  }, 300_000);

  test('a long conversation and a conflict over two largest bodies arrive', async () => {
    const [a, b] = devices();
    const {id} = a.entries.create(noteKind, {title: 'both', body: 'one\n'});
    const talk = a.conversations.begin({title: 'long'}, undefined);
    const conversation = a.entries.select(conversationKind, 'WHERE e.id = ?', [talk.id])[0]!;
    for (let turn = 0; turn < 3; turn++)
      a.conversations.append(conversation, [
        {role: 'user', text: '\u0001'.repeat(limits.bodyBytes - 10)},
      ]);
    for (const each of [a, b]) await each.sync();
    const body = (filling: string) => filling.repeat(limits.bodyBytes);
    a.entries.update(noteKind, id, {body: body('\u0001')});
    b.entries.update(noteKind, id, {body: body('\u0002')});
    for (const each of [a, b, a]) expect((await each.sync()).unreadable).toEqual([]);
    expect(a.state.countOpenConflicts()).toBe(1);
    expect(kept(b)).toEqual(kept(a));
  }, 300_000);
});

test('what is larger, or deeper, is refused with a sentence', () => {
  const [a] = [device({repository: new MemoryRepository(new MemoryRemote())})];
  const note = (input: object) => () => a.entries.create(noteKind, {title: 'x', ...input});
  expect(note({notebook: 'x'.repeat(limits.fieldBytes)})).toThrow(/notebook is larger than 1 MiB/);
  expect(note({tags: Array.from({length: 200_000}, (_, at) => `tag${at}`)})).toThrow(UsageError);
  let deep: object = {};
  for (let depth = 0; depth < 40; depth++) deep = {deep};
  expect(note({metadata: deep})).toThrow(/nested/);
  const talk = a.conversations.begin({title: 'long'}, undefined);
  const conversation = a.entries.select(conversationKind, 'WHERE e.id = ?', [talk.id])[0]!;
  const say = () =>
    a.conversations.append(conversation, [{role: 'user', text: 'x'.repeat(limits.bodyBytes)}]);
  for (let turn = 0; turn < 8; turn++) say();
  expect(say).toThrow(/32 MiB/);
});

test('a conflict record of the largest texts is a file that is read', async () => {
  const stamp = '0000000000000001-aa';
  const said = (filling: string) => ({value: filling.repeat(limits.bodyBytes), stamp});
  const record = conflictRecord({
    entry: '00000000-0000-4000-8000-000000000000',
    entryKind: 'note',
    field: 'body',
    sides: [said('\u0001'), said('\u0002')],
  });
  expect(await plainFormat.decode(await plainFormat.encode(record))).toEqual({record});
});
