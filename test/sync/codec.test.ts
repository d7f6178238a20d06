import {describe, expect, test} from 'vitest';
import {
  jsonOf,
  type Property,
  parseFrontMatter,
  writeFrontMatter,
} from '../../src/ground/front-matter.ts';
import {readWrittenLines} from '../../src/ground/front-matter-lines.ts';
import {newId} from '../../src/ground/ids.ts';
import {
  decodeRecord,
  encodeRecord,
  extraFrom,
  extraText,
  maxFileBytes,
  splitFile,
} from '../../src/sync/records/codec.ts';
import {vaultFieldsOf} from '../../src/sync/records/fields.ts';
import {
  type Fields,
  type Json,
  type VaultRecord,
  withoutEmpty,
} from '../../src/sync/records/record.ts';
import {fc} from '../support/random.ts';
import {anyRecord, anyText} from './records.ts';

const id = '3f9a0000-0000-4000-8000-000000000001';
const stamp = '019ab00000000000-desk';
const note = (more: Partial<VaultRecord> = {}): VaultRecord => ({
  id,
  kind: 'note',
  stamp,
  fields: {},
  body: '',
  extra: {},
  turns: [],
  ...more,
});

const decode = (text: string | Uint8Array): VaultRecord => {
  const decoded = decodeRecord(Buffer.from(text));
  if ('problem' in decoded) throw new Error(decoded.problem);
  return decoded.record;
};

const problem = (text: string | Uint8Array): string => {
  const decoded = decodeRecord(Buffer.from(text));
  return 'problem' in decoded ? decoded.problem : 'none';
};

const file = (front: string, body = ''): string =>
  `---\nid: ${id}\nkind: note\nstamp: ${stamp}\n${front}---\n${body}`;

describe('an entry as a file', () => {
  test('reads like a note in an editor', () => {
    const record = note({
      fields: {
        title: 'Boiler service',
        state: 'active',
        created_at: '2026-11-21T09:30:00.000Z',
        tags: ['home', 'yes', 'a: b'],
        links: [id],
        attachments: [{sha256: 'ab', name: 'a.txt'}],
        pinned: true,
        metadata: {source: 'import', pages: 3},
      },
      body: 'Call *before* winter.\n',
    });
    expect(encodeRecord(record).toString()).toBe(`---
id: 3f9a0000-0000-4000-8000-000000000001
kind: note
stamp: "019ab00000000000-desk"
title: Boiler service
state: active
created_at: 2026-11-21T09:30:00.000Z
tags:
  - home
  - "yes"
  - "a: b"
links:
  - 3f9a0000-0000-4000-8000-000000000001
attachments:
  - {"name":"a.txt","sha256":"ab"}
metadata: {"pages":3,"source":"import"}
pinned: true
---
Call *before* winter.
`);
    expect(decode(encodeRecord(record))).toEqual(record);
  });

  test('comes back exactly as it was, whatever is in it', () => {
    fc.assert(
      fc.property(anyRecord(), record => {
        const bytes = encodeRecord(record);
        const back = decode(bytes);
        expect(back).toEqual(record);
        expect(encodeRecord(back).equals(bytes)).toBe(true);
      }),
      {numRuns: 2000},
    );
  });

  test('has the same bytes however its parts are ordered in memory', () => {
    fc.assert(
      fc.property(anyRecord(), record => {
        const turned = (fields: Fields): Fields =>
          Object.fromEntries(Object.entries(fields).reverse());
        const other = {
          ...record,
          fields: turned(record.fields),
          extra: Object.fromEntries(Object.entries(record.extra).reverse()),
        };
        expect(encodeRecord(other).equals(encodeRecord(record))).toBe(true);
      }),
    );
  });

  test('keeps keys that it does not know, byte for byte, and comments', () => {
    const odd =
      "zebra:   'x'   # why\nmood: {a: [1,   2]}\nlater: |\n  two\n\n  lines\n# the end of later\n";
    const record = decode(file(`# first\ntitle: A\n${odd}`, 'b'));
    expect(record.extra).toEqual({
      '#': '# first\n',
      zebra: "zebra:   'x'   # why\n",
      mood: 'mood: {a: [1,   2]}\n',
      later: 'later: |\n  two\n\n  lines\n# the end of later\n',
    });
    expect(decode(encodeRecord(record))).toEqual(record);
    expect(extraFrom('note', extraText(record.extra))).toEqual(record.extra);
  });

  test('text stays text: no number, date or truth is read into it', () => {
    for (const title of ['01234', '1.10', '1e5', '12345678901234567890', 'true', 'no', '~', '-'])
      expect(decode(encodeRecord(note({fields: {title}}))).fields['title']).toBe(title);
    expect(decode(file('title: 01234\n')).fields['title']).toBe('01234');
  });

  test('reads what editors make of it: block and flow lists, a lone tag, quotes', () => {
    expect(decode(file('tags: [a, "b c"]\n')).fields['tags']).toEqual(['a', 'b c']);
    expect(decode(file('tags:\n- a\n- b\n')).fields['tags']).toEqual(['a', 'b']);
    expect(decode(file("tags: a\ntitle: 'it''s'\n")).fields).toEqual({tags: ['a'], title: "it's"});
    expect(decode(file('tags:\ntitle: ""\n')).fields).toEqual({});
  });

  test('nothing a person can type makes a file that another device refuses', () => {
    const nasty = [
      '['.repeat(900),
      '{['.repeat(400),
      `"${'\\'.repeat(50)}`,
      '\u2028\u0085\u007f',
      '#',
    ];
    for (const text of nasty) {
      const record = note({fields: {title: text, tags: [text], metadata: {[text]: text}}});
      expect(decode(encodeRecord(record))).toEqual(record);
    }
  });

  test('an entry that would be too large as a file is refused by name', () => {
    expect(() => encodeRecord(note({body: 'x'.repeat(maxFileBytes)}))).toThrow(
      /larger than 64 MiB/,
    );
  });

  test('stored unknown keys that cannot be read any more become comments', () => {
    expect(extraFrom('note', 'a: [\nb')).toEqual({'#': '# a: [\n# b\n'});
  });
});

describe('a hostile file', () => {
  test.each([
    ['no front matter', 'hello', /no front matter/],
    ['an open front matter', '---\nid: x\n', /no front matter/],
    ['code', `---js\n({})\n---\n`, /no front matter/],
    ['an alias bomb', file('a: &a [x, x]\nb: [*a, *a]\n'), /anchor|alias/],
    ['an anchor', file('title: &a x\n'), /anchor/],
    ['a tag', file('title: !!js/function x\n'), /tag/],
    ['a merge key', file('<<: {title: x}\n'), /odd characters/],
    ['a repeated key', file('title: a\ntitle: b\n'), /not valid YAML/],
    ['a list at the top', '---\n- a\n---\n', /not a list of keys/],
    ['a map in one line', '---\n{id: x}\n---\n', /not a list of keys/],
    ['an indented map', '---\n  id: x\n  kind: note\n---\n', /indented/],
    ['a prototype', file('__proto__: {polluted: yes}\n'), /odd characters/],
    ['two documents', file('...\ntitle: x\n'), /more than one document/],
    ['a directive', file('%YAML 1.1\n'), /more than one document/],
    ['a megabyte of keys', file('x: y\n'.repeat(250_000)), /front matter|64 KiB/],
    ['deep brackets', file(`a: ${'['.repeat(100)}${']'.repeat(100)}\n`), /too deeply/],
    ['deep brackets behind a quote', file(`a: it's ${'['.repeat(5000)}\n`), /too deeply/],
    ['deep dashes', file(`a:\n  ${'- '.repeat(5000)}x\n`), /too deeply/],
    ['deep indents', file(`a:\n${' '.repeat(500)}b: c\n`), /too deeply/],
    ['a foreign id', file('').replace(id, '../../etc/passwd'), /id is not/],
    ['a list for a title', file('title: [a]\n'), /should be text/],
    [
      'a word for a number',
      file('').replace('kind: note', 'kind: task').replace('---\n', '---\npriority: high\n'),
      /priority is not a number/,
    ],
    ['a kind of tomorrow', file('').replace('kind: note', 'kind: dream'), /kind is not known/],
    ['a stamp of someone else', file('').replace(stamp, 'now'), /stamp is not/],
    ['a list of keys', file('? [a, b]\n: c\n'), /key that is not a word/],
  ])('with %s is refused with a reason', (_, text, reason) => {
    expect(problem(text)).toMatch(reason);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('with bad UTF-8 or 100 MB is refused with a reason; a NUL in its text is carried', () => {
    expect(problem(Buffer.from([0x2d, 0x2d, 0x2d, 0x0a, 0xff, 0xfe]))).toMatch(/not UTF-8/);
    expect(problem(file('', 'a\0b'))).toBe('none');
    expect(problem(Buffer.alloc(100 * 1024 * 1024, 'x'))).toMatch(/larger than/);
  });

  test('of a thousand random kinds never ends the process and never breaks the round trip', () => {
    const pieces = fc.constantFrom(
      'a: ',
      'b',
      '\n',
      '- ',
      '[',
      ']',
      '{',
      '}',
      ': ',
      '"',
      "'",
      '|\n',
      '> ',
      '# c',
      '  ',
      '&x ',
      '? ',
      ',',
      '\t',
      '\\',
      'tags:',
      'title: ',
    );
    fc.assert(
      fc.property(fc.array(pieces, {maxLength: 30}), parts => {
        const decoded = decodeRecord(Buffer.from(file(`${parts.join('')}\n`)));
        if ('problem' in decoded) return;
        expect(decode(encodeRecord(decoded.record))).toEqual(decoded.record);
      }),
      {numRuns: 3000},
    );
  });
});

test('every known field of every kind survives the round trip with an odd value', () => {
  const values: Record<string, Json> = {
    text: 'é: "x" #\n',
    number: -1.5e-7,
    flag: true,
    list: ['- x', 'null', ''],
    json: [{title: '[', due: null, n: 1, s: '1'}],
  };
  for (const kind of ['note', 'goal', 'task', 'conversation', 'memory', 'conflict']) {
    const fields = [...vaultFieldsOf(kind).values()].map(({name, type}) => [name, values[type]!]);
    const record = note({id: newId(), kind, fields: withoutEmpty(Object.fromEntries(fields))});
    expect(decode(encodeRecord(record))).toEqual(record);
  }
});

describe('front matter read line by line', () => {
  const told = (properties: readonly Property[]) =>
    properties.map(({key, value, raw, comments}) => ({key, value: jsonOf(value), raw, comments}));
  const front = (record: VaultRecord): string => splitFile(encodeRecord(record).toString()).front;

  test('says what the YAML parser says, or leaves it to that, whatever somebody did to the text', () => {
    let byLines = 0;
    const value = fc.oneof(
      anyText(),
      fc.integer(),
      fc.boolean(),
      fc.array(anyText(), {maxLength: 3}),
    );
    const change = fc.tuple(
      fc.nat(),
      fc.nat(3),
      fc.oneof(fc.constantFrom(...'"\\\n#\t[{&\'', ': ', '- ', '  ', '\\u00e9'), anyText()),
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('title', 'tags', 'ref', 'due', 'x_1'), value),
        fc.array(change, {maxLength: 2}),
        (properties, changes) => {
          let text = writeFrontMatter(Object.entries(properties));
          for (const [at, gone, put] of changes) {
            const start = at % (text.length + 1);
            text = (text.slice(0, start) + put + text.slice(start + gone)).toWellFormed();
          }
          const lines = readWrittenLines(text);
          if (lines === undefined) return;
          byLines++;
          expect(told(lines)).toEqual(told(parseFrontMatter(text)));
        },
      ),
      {numRuns: 2000},
    );
    expect(byLines).toBeGreaterThan(300);
  });

  test('is how an ordinary entry is read', () => {
    const fields = {
      title: 'What "Anna" said: é',
      state: 'active',
      tags: ['home', 'a: b'],
      pinned: true,
    };
    expect(readWrittenLines(front(note({fields})))).toHaveLength(7);
  });
});
