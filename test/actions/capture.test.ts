import {expect, test} from 'vitest';
import {capture, captureDocument} from '../../src/actions/capture.ts';
import {withMemu} from './memu.ts';

test('a line is kept as what it says, and said back', () =>
  withMemu(async memu => {
    const captured = await capture(memu, {line: 'call mum tomorrow 5pm #family !5'});
    expect(captured.entry).toMatchObject({kind: 'task', title: 'call mum', priority: 5});
    expect(captured.understood.map(({part}) => part)).toEqual(
      expect.arrayContaining(['due', 'tag', 'priority']),
    );
    expect(captureDocument(memu, captured)).toMatchObject({id: captured.entry.id, unclear: []});
    expect(memu.entries.find(captured.entry.id)).toBeDefined();
  }));

test('a rehearsal keeps nothing', () =>
  withMemu(async memu => {
    const {entry} = await capture(memu, {line: 'a note', kind: 'note', dryRun: true});
    expect(entry).toMatchObject({kind: 'note', title: 'a note'});
    expect(memu.entries.find(entry.id)).toBeUndefined();
  }));

test.each([
  ['', 'nothing to keep'],
  [' \n ', 'nothing to keep'],
  ['tomorrow', 'a title is missing'],
  ['note: #home', 'a title is missing'],
])('%j is refused in words', (line, why) =>
  withMemu(async memu => {
    await expect(capture(memu, {line})).rejects.toThrow(why);
    expect(memu.undo.undoable(1)).toEqual([]);
  }),
);

test('someone who is there says when unclear words are due', () =>
  withMemu(async memu => {
    const asked: string[] = [];
    const dialog = {
      askDue: async ({text}: {readonly text: string}) => {
        asked.push(text);
        return 'tomorrow';
      },
    };
    const {entry} = await capture(memu, {line: 'call mum 5/6'}, dialog);
    expect(asked).toEqual(['5/6']);
    expect(entry).toMatchObject({title: 'call mum', due: '2026-11-22'});
  }));
