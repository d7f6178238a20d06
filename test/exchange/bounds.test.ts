/** What comes in from files is bounded: in steps, in size and in time, whatever stands in it. */
import {execFileSync} from 'node:child_process';
import {mkdirSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {readIcs} from '../../src/exchange/importers/ics-in.ts';
import {importItems} from '../../src/exchange/importers/import-items.ts';
import type {ImportedItem} from '../../src/exchange/importers/item.ts';
import {readJrnl} from '../../src/exchange/importers/jrnl.ts';
import {readLlmLog} from '../../src/exchange/importers/llm-log.ts';
import {readMarkdownFolder} from '../../src/exchange/importers/markdown-folder.ts';
import {readTaskwarrior} from '../../src/exchange/importers/taskwarrior.ts';
import {readTodoTxt} from '../../src/exchange/importers/todo-txt.ts';
import {fixedClock} from '../../src/ground/time.ts';
import {newHome} from '../support/command-line.ts';
import {newFolder} from '../support/folder.ts';
import {keeping} from '../support/keeping.ts';

const clock = fixedClock('2026-11-30T09:00:00.000Z', 'Europe/Berlin');
const mib = 1024 * 1024;

/** Of the processor, which others keep busy: far above what any of it takes, far below what is not linear. */
const patienceMs = 10_000;

const cpuMs = (): number => {
  const {user, system} = process.cpuUsage();
  return (user + system) / 1000;
};

const signs = [
  ...['[', '[[', '[a](', '![', '![[', '](', '](<', '(', '{', '{{', '<', '<!--', '"', "'"],
  ...[
    '`',
    '``a`',
    '```\n',
    '~~~\n',
    '---\n',
    '# ',
    '# [ ] a\n',
    '> ',
    '|',
    '\\',
    '*',
    '_',
    '%%',
    '$',
  ],
  ...[
    '- [ ] ',
    '- [ ] a\n',
    '- [a] b\n',
    '[x::',
    '(x::',
    '[due:: ',
    '📅',
    '🔁 ',
    '🆔 a,',
    '⛔ a ',
    '#1',
  ],
  ...[
    ' ',
    '\t',
    '\n',
    '\r\n',
    ' \n',
    'a ',
    'a\n',
    ' *',
    ':a',
    '@a ',
    '+a ',
    'due:',
    'x ',
    '1. ',
    '\ufeff',
  ],
  ...[
    '[2026-11-20 09:00] ',
    '2026-11-20 09:00 a\n',
    'BEGIN:VEVENT\n',
    'END:',
    ';A=',
    ',a',
    ';A="',
    'RDATE:',
    ':/',
  ],
];

const readers: Readonly<
  Record<string, (text: string) => Promise<Iterable<ImportedItem>> | Iterable<ImportedItem>>
> = {
  obsidian: text => notes(text, 'obsidian'),
  'basic-memory': text => notes(text, 'basic-memory'),
  jrnl: text => readJrnl(`[2026-11-20 09:00] ${text}`, clock),
  'todo.txt': text => readTodoTxt(text, clock),
  llm: text => readLlmLog(text),
  taskwarrior: text => readTaskwarrior(text, clock),
  ics: text => readIcs(calendar(`SUMMARY:x\nDESCRIPTION:${text}`), clock),
  'ics properties': text => readIcs(calendar(`DTSTART${text}`), clock),
  'ics dates': text => readIcs(calendar(`RDATE:${text}`), clock),
};

const calendar = (lines: string): string =>
  `BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20261121T090000Z\n${lines}\nEND:VEVENT\nEND:VCALENDAR\n`;

function notes(text: string, source: string): Iterable<ImportedItem> {
  const folder = newFolder();
  writeFileSync(join(folder, 'a.md'), text);
  return readMarkdownFolder(folder, {source, clock, parseYaml: matter => parse(matter)});
}

describe('a megabyte of one sign is read in time', () => {
  test.each(Object.keys(readers))('as %s', {timeout: 600_000}, async name => {
    const slow: string[] = [];
    for (const sign of signs) {
      const start = cpuMs();
      try {
        for (const found of await readers[name]!(sign.repeat(Math.ceil(mib / sign.length))))
          void found;
      } catch (error) {
        expect((error as Error).name).not.toBe('RangeError');
      }
      const took = cpuMs() - start;
      if (took > patienceMs) slow.push(`${JSON.stringify(sign)} ${Math.round(took)} ms`);
    }
    expect(slow).toEqual([]);
  });
});

/** The report of an import of a calendar with one event. */
async function imported(...lines: readonly string[]) {
  const home = newHome();
  const path = join(home.path, 'in.ics');
  writeFileSync(path, calendar(['SUMMARY:x', ...lines].join('\n')));
  const start = cpuMs();
  const answer = await home.memu('import', 'ics', path);
  return {...answer, ms: cpuMs() - start, home};
}

describe('a rule without measure', () => {
  test.each([
    'RRULE:FREQ=SECONDLY',
    'RRULE:FREQ=SECONDLY;COUNT=1000000000',
    'RRULE:FREQ=MINUTELY;UNTIL=20991231T000000Z',
    'RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=31',
    'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    `RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=${Array.from({length: 24}, (_, hour) => hour)};BYMINUTE=${Array.from({length: 60}, (_, minute) => minute)}`,
    'RRULE:FREQ=DAILY\nEXRULE:FREQ=SECONDLY',
    'RRULE:FREQ=DAILY;INTERVAL=999999999',
    `RDATE:${Array.from({length: 46_656}, (_, at) => `20${String(10 + (at % 80)).padStart(2, '0')}0101T${String(at % 24).padStart(2, '0')}0000Z`)}`,
    ...['DURATION:P99999999999999D', 'DURATION:-P1D'],
  ])('%s ends in time, and what is left out is said', async lines => {
    const {code, ms, err} = await imported(...lines.split('\n'));
    expect(ms).toBeLessThan(patienceMs);
    expect({code, err}).not.toMatchObject({code: 1});
  });

  test('in a thousand events takes no longer', async () => {
    const event = (n: number, rule: string): string =>
      `BEGIN:VEVENT\nUID:${n}\nSUMMARY:${n}\nDTSTART:20200101T090000Z\n${rule}\nEND:VEVENT\n`;
    for (const rule of ['RRULE:FREQ=SECONDLY', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30']) {
      const home = newHome();
      const path = join(home.path, 'in.ics');
      const events = Array.from({length: 1000}, (_, n) => event(n, rule)).join('');
      writeFileSync(path, `BEGIN:VCALENDAR\n${events}END:VCALENDAR\n`);
      const start = cpuMs();
      const {code, err} = await home.memu('import', 'ics', path, '--dry-run');
      expect([0, 3]).toContain(code);
      expect(err).toMatch(/further away|could not|exceeded|laid out/);
      expect(cpuMs() - start).toBeLessThan(20_000);
    }
  });

  test('of a series of taskwarrior that was made a million times is not followed', async () => {
    const row = {
      uuid: 'a',
      description: 'x',
      status: 'recurring',
      recur: 'daily',
      due: '20261101T000000Z',
    };
    const found = [
      ...(await readTaskwarrior(JSON.stringify([{...row, mask: '+'.repeat(mib)}]), clock)),
    ];
    expect(found.map(one => one.type)).toEqual(['unmapped', 'task']);
  });
});

describe('what is no file', () => {
  const formats = ['jsonl', 'taskwarrior', 'todo.txt', 'jrnl', 'llm', 'ics'];

  test.each(formats)(
    '%s is read from no pipe, no device and no file without measure',
    async format => {
      const home = newHome();
      const [pipe, huge] = [join(home.path, 'pipe'), join(home.path, 'huge')];
      execFileSync('mkfifo', [pipe]);
      writeFileSync(huge, '');
      truncateSync(huge, 3 * 1024 * mib);
      for (const path of [pipe, '/dev/zero', ...(format === 'jsonl' ? [] : [huge])]) {
        const {code, err} = await home.memu('import', format, path);
        expect({path, code}).toEqual({path, code: 2});
        expect(err).toMatch(/no regular file|MiB/);
      }
    },
  );

  test('is named in a folder, and the notes beside it come in', async () => {
    const home = newHome();
    const folder = join(home.path, 'vault');
    mkdirSync(folder);
    writeFileSync(join(folder, 'good.md'), 'words');
    execFileSync('mkfifo', [join(folder, 'pipe.md')]);
    writeFileSync(join(folder, 'huge.md'), '');
    truncateSync(join(folder, 'huge.md'), 3 * 1024 * mib);
    const {code, out, err} = await home.memu('import', 'obsidian', folder);
    expect([code, out]).toEqual([3, expect.stringContaining('1 note, 0 memories added')]);
    expect(err).toMatch(/huge\.md:1: it has 3072 MiB/);
    expect(err).toContain('no place for pipe, socket or device');
  });
});

test('what is nested without measure is skipped in words, and the others come in', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const home = newHome();
  const path = join(home.path, 'in');
  const row = '{"uuid":"b","description":"kept","status":"pending"}';
  writeFileSync(path, `[{"uuid":"a","description":"x","status":"pending","odd":${deep}},${row}]`);
  expect(await home.memu('import', 'taskwarrior', path)).toMatchObject({
    code: 3,
    out: expect.stringContaining('1 task'),
  });
  writeFileSync(path, `{"id":"0","kind":"note","metadata":${deep}}\n`);
  expect(await home.memu('import', 'jsonl', path)).toMatchObject({code: 3});
  writeFileSync(path, `{"text":"x","tags":${deep}}\n{"text":"kept"}\n`);
  expect(await home.memu('memory', 'import', path)).toMatchObject({code: 3});
});

test('a file is read while nothing is being written', async () => {
  const kept = keeping();
  let inTransaction = false;
  function* slowly(): Generator<ImportedItem> {
    for (let n = 0; n < 100; n++) {
      inTransaction ||= kept.db.inTransaction;
      yield {type: 'unmapped', what: 'a thing'};
    }
  }
  const {entries, conversations, operations} = kept;
  const options = {entries, conversations, operations, versionsOf: () => [], command: 'import ics'};
  const report = await importItems(slowly(), options);
  expect(report.unmapped).toEqual({'a thing': 100});
  expect(inTransaction).toBe(false);
});
