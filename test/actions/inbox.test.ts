import {describe, expect, test} from 'vitest';
import {decideProposals, editProposal, inbox} from '../../src/actions/inbox.ts';
import type {Memu} from '../../src/app/memu.ts';
import {memoryKind} from '../../src/memories/memory.ts';
import {noteKind} from '../../src/notes/note.ts';
import {goalKind} from '../../src/planner/goals/goal.ts';
import {keepPlan} from '../../src/planner/plans/plan-apply.ts';
import {taskKind} from '../../src/planner/tasks/task.ts';
import {withMemu} from './memu.ts';

const state = 'proposed';

/** One proposal of each kind. */
const propose = ({entries}: Memu) => [
  entries.create(noteKind, {state, title: 'A note'}),
  entries.create(taskKind, {state, title: 'A task'}),
  entries.create(goalKind, {state, title: 'A goal'}),
  entries.create(memoryKind, {state, body: 'A memory'}),
];

const idsOf = (memu: Memu): readonly string[] => inbox(memu).map(({entry}) => entry.id);

/** A goal that is kept, with a plan of one task and one milestone that waits. */
function planned(memu: Memu) {
  const goal = memu.goals.add({title: 'Half marathon'});
  const task = {
    ...{key: 'a', title: 'Run', due: null, priority: null, energy: null, minutes: null},
    ...{after: [], parent: null, why: null},
  };
  const plan = {milestones: [{title: '10 km', due: null}], tasks: [task]};
  return keepPlan(memu, goal.id, {plan: plan as never, state});
}

describe('the inbox', () => {
  test('holds what was proposed, of every kind, and nothing else', () =>
    withMemu(memu => {
      memu.notes.add({body: 'kept'});
      const ids = propose(memu).map(({id}) => id);
      expect(new Set(idsOf(memu))).toEqual(new Set(ids));
    }));

  test('holds the plan of a goal that is kept', () =>
    withMemu(memu => {
      const {goal, tasks} = planned(memu);
      const waiting = inbox(memu);
      expect(new Set(waiting.map(({entry}) => entry.id))).toEqual(new Set([goal.id, tasks[0]!.id]));
      expect(waiting.find(({entry}) => entry.id === goal.id)?.milestones).toEqual(['10 km']);
    }));
});

describe.each(['accept', 'reject'] as const)('to %s', answer => {
  const after = answer === 'accept' ? 'active' : 'trashed';

  test('decides about every kind, and one undo brings all of them back', () =>
    withMemu(memu => {
      const ids = propose(memu).map(({id}) => id);
      const decided = decideProposals(memu, {answer, all: true});
      expect(decided.map(({entry}) => entry.state)).toEqual(ids.map(() => after));
      expect(idsOf(memu)).toEqual([]);
      memu.undo.revert(memu.undo.undoable(1)[0]!);
      expect(new Set(idsOf(memu))).toEqual(new Set(ids));
    }));

  test('takes a plan with its goal, which itself stays', () =>
    withMemu(memu => {
      const {goal, tasks} = planned(memu);
      const [decided] = decideProposals(memu, {answer, references: ['Half marathon']});
      expect(decided).toMatchObject({
        entry: {id: goal.id, state: 'active'},
        tasks: [{state: after}],
      });
      expect(memu.goals.get(goal.id).milestones).toHaveLength(answer === 'accept' ? 1 : 0);
      expect(memu.entries.get(tasks[0]!.id).state).toBe(after);
      expect(idsOf(memu)).toEqual([]);
    }));

  test('everything at once decides no task of a plan twice', () =>
    withMemu(memu => {
      planned(memu);
      propose(memu);
      decideProposals(memu, {answer, all: true});
      expect(idsOf(memu)).toEqual([]);
    }));

  test('keeps nothing as a rehearsal', () =>
    withMemu(memu => {
      const ids = propose(memu).map(({id}) => id);
      expect(decideProposals(memu, {answer, all: true, dryRun: true})).toHaveLength(ids.length);
      expect(idsOf(memu)).toHaveLength(ids.length);
    }));

  test('refuses what does not wait, and then decides nothing', () =>
    withMemu(memu => {
      const [note] = propose(memu);
      const kept = memu.notes.add({body: 'kept'});
      const references = [note!.id, kept.id];
      expect(() => decideProposals(memu, {answer, references})).toThrow(`nothing to ${answer}`);
      expect(() => decideProposals(memu, {answer, references: ['nobody']})).toThrow();
      expect(() => decideProposals(memu, {answer})).toThrow('which of them?');
      expect(idsOf(memu)).toHaveLength(4);
    }));

  test('means the one that waits where a title is there twice', () =>
    withMemu(memu => {
      memu.tasks.add({title: 'A task'});
      const [, task] = propose(memu);
      const [decided] = decideProposals(memu, {answer, references: ['A task']});
      expect(decided!.entry).toMatchObject({id: task!.id, state: after});
    }));
});

describe('to edit a proposal', () => {
  test('reads dates, lists and numbers as people write them, and it goes on waiting', () =>
    withMemu(memu => {
      const [, task] = propose(memu);
      const fields = {due: 'tomorrow', tags: '#home, garden', priority: 'urgent', energy: '2'};
      const entry = editProposal(memu, {reference: task!.id, title: 'Dig', fields});
      expect(entry).toMatchObject({
        ...{state, title: 'Dig', due: '2026-11-22', priority: 5, energy: 2},
        tags: ['garden', 'home'],
      });
      const without = editProposal(memu, {
        reference: task!.id,
        fields: {due: 'none', tags: 'none'},
      });
      expect(without).toMatchObject({due: null, tags: []});
    }));

  test('may say yes at once', () =>
    withMemu(memu => {
      const memory = propose(memu)[3]!;
      const entry = editProposal(memu, {reference: memory.id, title: 'In my words', accept: true});
      expect(entry).toMatchObject({state: 'active', body: 'In my words'});
    }));

  test.each([
    [{colour: 'red'}, 'has no field colour'],
    [{due: 'whenever'}, 'not a date'],
    [{priority: '9'}, 'a whole number from 1 to 5'],
    [{status: 'lost'}, 'one of pending'],
  ])('refuses %j in words, and changes nothing', (fields, why) =>
    withMemu(memu => {
      const [, task] = propose(memu);
      expect(() => editProposal(memu, {reference: task!.id, fields})).toThrow(why);
      expect(memu.entries.get(task!.id)).toEqual(task);
    }),
  );
});
