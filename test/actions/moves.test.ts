import {describe, expect, test} from 'vitest';
import {moveTasks, toggleTask} from '../../src/actions/move-tasks.ts';
import {redoOperation, undoOperations} from '../../src/actions/undo.ts';
import {withMemu} from './memu.ts';

describe('a task moves on', () => {
  test.each([
    ['start', 'in_progress'],
    ['done', 'completed'],
    ['cancel', 'cancelled'],
  ] as const)('%s, as often as it is rehearsed, and undo brings it back', (move, status) =>
    withMemu(async memu => {
      const {id} = memu.tasks.add({title: 'Dig'});
      const input = {move, references: ['Dig']};
      const [rehearsed] = await moveTasks(memu, {...input, dryRun: true});
      expect(rehearsed!.task.status).toBe(status);
      expect(memu.tasks.get(id).status).toBe('pending');
      await moveTasks(memu, input);
      expect(memu.tasks.get(id).status).toBe(status);
      undoOperations(memu);
      expect(memu.tasks.get(id).status).toBe('pending');
      redoOperation(memu);
      expect(memu.tasks.get(id).status).toBe(status);
    }),
  );

  test('all of them in one operation, or none', () =>
    withMemu(async memu => {
      const ids = ['a', 'b'].map(title => memu.tasks.add({title}).id);
      await expect(moveTasks(memu, {move: 'done', references: ['a', 'nobody']})).rejects.toThrow();
      expect(memu.tasks.get(ids[0]!).status).toBe('pending');
      await moveTasks(memu, {move: 'done', references: ['a', 'b']});
      expect(undoOperations(memu).undone[0]!.entries).toHaveLength(2);
    }));

  test('a box that is ticked twice is open again', () =>
    withMemu(async memu => {
      const {id} = memu.tasks.add({title: 'Dig'});
      expect((await toggleTask(memu, id))[0]!.task.status).toBe('completed');
      expect((await toggleTask(memu, id))[0]!.task.status).toBe('pending');
    }));

  test('a day that lies ahead is refused', () =>
    withMemu(async memu => {
      memu.tasks.add({title: 'Dig'});
      const input = {move: 'done', references: ['Dig'], at: '2026-11-22'} as const;
      await expect(moveTasks(memu, input)).rejects.toThrow('in the future');
    }));
});

test.each(['0', '-1', 'nobody'])('undo %s is refused in words', what =>
  withMemu(memu => {
    memu.notes.add({body: 'x'});
    expect(() => undoOperations(memu, {what})).toThrow(/undo|no operation|nothing/i);
  }),
);

test('there may be less to undo than was asked for', () =>
  withMemu(memu => {
    memu.notes.add({body: 'x'});
    expect(undoOperations(memu, {what: '5'})).toMatchObject({asked: 5, undone: [{}]});
    expect(() => undoOperations(memu)).toThrow('nothing to undo');
  }));
