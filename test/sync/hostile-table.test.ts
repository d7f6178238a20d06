/** Hundreds of files that a remote may hold: none ends a sync, none stops the other entries, each is named or harmless. */
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {newId} from '../../src/ground/ids.ts';
import {noteKind} from '../../src/notes/note.ts';
import {Conflicts} from '../../src/sync/conflicts/conflicts.ts';
import {encodeRecord} from '../../src/sync/records/codec.ts';
import {folders, vaultFieldsOf} from '../../src/sync/records/fields.ts';
import type {VaultRecord, VaultTurn} from '../../src/sync/records/record.ts';
import {entryPath} from '../../src/sync/vault/vault-path.ts';
import {MemoryRemote, MemoryRepository} from '../git/memory-repository.ts';
import {type Device, device} from './device.ts';

interface Hostile {
  readonly name: string;
  readonly path: string;
  readonly bytes: Buffer;
}

const stamp = '019ab00000000000-evil';
const at = '2026-01-01T00:00:00.000Z';

const record = (kind: string, more: Partial<VaultRecord> = {}): VaultRecord => ({
  id: newId(),
  kind,
  stamp,
  fields: {title: 'from outside', state: 'active', created_at: at},
  body: '',
  extra: {},
  turns: [],
  ...more,
});

/** A file with one line of its front matter put in, or in the place of the one with that key. */
function withLine(kind: string, line: string): Pick<Hostile, 'path' | 'bytes'> {
  const whole = record(kind);
  const key = line.slice(0, line.indexOf(':'));
  const lines = encodeRecord(whole).toString('latin1').split('\n');
  const kept = lines.filter(each => !each.startsWith(`${key}:`));
  kept.splice(kept.lastIndexOf('---'), 0, line);
  return {path: entryPath(kind, whole.id), bytes: Buffer.from(kept.join('\n'), 'latin1')};
}

/** What may stand behind a key: wrong in type, in size, in encoding. */
const values: Readonly<Record<string, string>> = {
  'a list of lists': '[[1], [2, [3]]]',
  'a map': '{a: {b: c}}',
  'a huge number': '99999999999999999999999999',
  'not a number': '.nan',
  'a date that is none': '2026-02-30',
  'a text of 70 kB': `"${'x'.repeat(70_000)}"`,
  'a broken surrogate': '"\\ud800"',
  'bad UTF-8': '\xff\xfe\xc3\x28',
  'a NUL': '"\\u0000"',
  'a line of a terminal': '"\\u001b]0;x\\u0007"',
  'a tag of YAML': '!!js/function "x"',
  'an alias': '*a',
};

const byField: Hostile[] = Object.keys(folders).flatMap(kind =>
  ['id', 'kind', 'stamp', ...vaultFieldsOf(kind).keys()].flatMap(field =>
    Object.entries(values).map(([what, value]) => ({
      name: `${kind}: ${field} is ${what}`,
      ...withLine(kind, `${field}: ${value}`),
    })),
  ),
);

const id = newId();
const byPath: Hostile[] = [
  '../x.md',
  '/etc/passwd',
  '.git/config',
  '.gitmodules',
  'notes/../../x.md',
  `notes/zz/${id}.md`,
  `notes/${id.slice(0, 2)}/${id}.MD`,
  `notes/${id.slice(0, 2)}/${id}.md/x`,
  `sealed/aa/${'a'.repeat(64)}.age`,
  `sealed-files/aa/${'a'.repeat(64)}.age`,
  `attachments/aa/${'a'.repeat(64)}`,
  'keys/x.pub',
  'con',
  ' ',
  '\u202e',
  'x'.repeat(4000),
].map(path => ({
  name: `a path ${JSON.stringify(path.slice(0, 40))}`,
  path,
  bytes: encodeRecord(record('note')),
}));

const turn = (more: Partial<VaultTurn> = {}): VaultTurn => ({
  id: newId(),
  stamp,
  n: 0,
  at,
  role: 'user',
  speaker: null,
  text: 'hello',
  state: 'active',
  ref: null,
  metadata: {},
  ...more,
});

const talk = (turns: readonly VaultTurn[]): Pick<Hostile, 'path' | 'bytes'> => {
  const whole = record('conversation', {turns});
  return {path: entryPath('conversation', whole.id), bytes: encodeRecord(whole)};
};

const twin = turn();
const byTurn: Hostile[] = [
  {name: 'a turn of an unknown role', ...talk([turn({role: 'oracle'})])},
  {name: 'two turns with one id in one file', ...talk([twin, {...twin, text: 'other', n: 1}])},
  {name: 'a turn that the next file has too', ...talk([twin])},
  {name: 'a turn that the file before has too', ...talk([twin])},
  {name: 'a turn at the end of the clock', ...talk([turn({stamp: 'ffffffffffffffff-x'})])},
  {name: 'a turn at no time', ...talk([turn({at: 'never'})])},
  {name: 'a turn in no state', ...talk([turn({state: '\u001b[2J'})])},
];

const stamped = (kind: string): Pick<Hostile, 'path' | 'bytes'> => {
  const whole = record(kind, {stamp: 'ffffffffffffffff-x'});
  return {path: entryPath(kind, whole.id), bytes: encodeRecord(whole)};
};

const conflict = (fields: VaultRecord['fields'], stamps = [stamp, stamp]) => {
  const whole = record('conflict', {
    fields: {
      entry: newId(),
      entry_kind: 'note',
      field: 'title',
      values: ['a', 'b'],
      stamps,
      ...fields,
    },
  });
  return {path: entryPath('conflict', whole.id), bytes: encodeRecord(whole)};
};

const byConflict: Hostile[] = [
  {name: 'a conflict about a field that the kind has not', ...conflict({field: 'due'})},
  {name: 'a conflict about a kind of tomorrow', ...conflict({entry_kind: 'dream'})},
  {name: 'a conflict about a conflict', ...conflict({entry_kind: 'conflict', field: 'chosen'})},
  {name: 'a conflict with three values', ...conflict({values: ['a', 'b', 'c']})},
  {name: 'a conflict of no values', ...conflict({values: {}})},
  {name: 'a conflict with stamps of somebody', ...conflict({stamps: ['x', {y: 1}]})},
  {name: 'a conflict decided twice', ...conflict({chosen: ['a', 'b']})},
  {name: 'a conflict at the end of the clock', ...conflict({}, ['ffffffffffffffff-x', stamp])},
  {name: 'a note at the end of the clock', ...stamped('note')},
  {name: 'a task at the end of the clock', ...stamped('task')},
];

/** So many meet a device at once. */
const together = 20;

const table = [...byField, ...byPath, ...byTurn, ...byConflict];

describe(`of ${table.length} hostile files`, () => {
  const remote = new MemoryRemote();
  let here: Device;
  let other: MemoryRepository;
  beforeAll(async () => {
    here = device({repository: new MemoryRepository(remote)});
    here.entries.create(noteKind, {title: 'mine'});
    await here.sync();
    other = new MemoryRepository(remote);
  });
  afterAll(() => here.db.close());

  const push = async (...files: readonly {path: string; bytes: Buffer}[]): Promise<void> => {
    const tip = (await other.fetch())!;
    await other.push(await other.commit({parents: [tip], files, message: 'x', at: 9}));
  };

  test('there are enough', () => expect(table.length).toBeGreaterThan(300));

  test('none ends a sync, stops another entry, or breaks what is read afterwards', async () => {
    const failures: string[] = [];
    for (let start = 0; start < table.length; start += together) {
      const hostile = table.slice(start, start + together);
      const names = hostile.map(({name}) => name).join(', ');
      const good = record('note');
      await push(...hostile, {path: entryPath('note', good.id), bytes: encodeRecord(good)});
      try {
        await here.sync({acceptDeletes: 1000});
        if (here.entries.find(good.id) === undefined)
          failures.push(`another was stopped: ${names}`);
        here.entries.update(noteKind, good.id, {title: 'edited'});
        await here.sync();
        new Conflicts({...here, device: here.identity.device}).list();
      } catch (error) {
        failures.push(`${error}: ${names}`);
      }
    }
    expect(failures).toEqual([]);
  }, 120_000);

  test('a device that joins afterwards gets everything else', async () => {
    const joining = device({repository: new MemoryRepository(remote)});
    const {unreadable} = await joining.sync({acceptDeletes: 1000});
    expect(unreadable.length).toBeGreaterThan(50);
    const sql = "SELECT count(*) FROM entries WHERE title = 'edited'";
    expect(joining.db.value(sql)).toBe(here.db.value(sql));
    expect(joining.db.value(sql)).toBeGreaterThanOrEqual(table.length / together);
    joining.db.close();
  }, 60_000);
});
