import {expect, test} from 'vitest';
import {draftOf} from '../../src/assistant/proposals/proposal-drafts.ts';
import {type CapturedEntry, entryOf, readLine} from '../../src/capture/captured-entry.ts';
import {fixedClock} from '../../src/ground/time.ts';
import {captureKinds} from '../../src/language/grammar/phrases.ts';

const clock = fixedClock('2026-11-21T09:00:00.000Z');
const nothing = () => {
  throw new Error('no goal is named');
};
const deps = {clock, goals: {list: () => []}, references: {getOf: nothing, short: nothing}};

const captured = (line: string, kind?: (typeof captureKinds)[number]): Promise<CapturedEntry> =>
  entryOf(readLine(line, deps, kind), deps);

/** Lines that sound like something, and what they are when nobody says otherwise. */
const lines = [
  ['call mum tomorrow #family', 'task'],
  ['remind me to call mum', 'task'],
  ['task: renew the passport', 'task'],
  ['note: the boiler is old', 'note'],
  ['my goal is to run 10 km', 'goal'],
  ['I prefer tea', 'memory'],
  ['remember that the key is under the mat', 'memory'],
] as const;

test.each(lines)('%j is a %s', async (line, kind) => {
  expect((await captured(line)).kind).toBe(kind);
});

test.each(lines)('%j becomes whatever is asked for, in its own words', async (line, sounds) => {
  for (const kind of captureKinds) {
    const read = readLine(line, deps, kind);
    const {kind: became} = await entryOf(read, deps);
    expect(became).toBe(kind);
    // A word that nobody typed is never said back.
    for (const {text} of read.understood) expect(line.replace(/\s+/g, ' ')).toContain(text);
    if (kind !== sounds && kind !== 'task') {
      expect(read.understood.filter(({part}) => part === 'kind')).toEqual([]);
    }
  }
});

test('what stands below the first line goes along, whatever the line becomes', async () => {
  const line = 'the boiler\nit is from 1998';
  expect(await captured(line, 'note')).toMatchObject({
    fields: {body: 'the boiler\n\nit is from 1998'},
  });
  expect(await captured(line, 'memory')).toMatchObject({
    fields: {body: 'the boiler\nit is from 1998'},
  });
  expect(await captured(line, 'goal')).toMatchObject({
    fields: {title: 'the boiler', body: 'it is from 1998'},
  });
  expect(await captured(line, 'task')).toMatchObject({
    fields: {title: 'the boiler', body: 'it is from 1998'},
  });
});

test('a card has every field that the command would keep', async () => {
  const line = 'water the plants every monday at 9 #home !4 20min';
  const entry = await captured(line, 'task');
  if (entry.kind === 'goal') throw new Error('it is a task');
  const {title, fields, repeating} = draftOf(entry, line);
  const {body: _, title: __, ...kept} = entry.fields;
  const said = Object.entries(kept).filter(
    ([, value]) => !(Array.isArray(value) && value.length === 0),
  );
  expect({...fields, ...repeating}).toEqual(Object.fromEntries(said));
  expect(title).toBe('water the plants');
  expect(fields).toMatchObject({recurrence: expect.stringContaining('WEEKLY')});
});
