import {expect, test} from 'vitest';
import {decompose, type PlanContext} from '../../src/assistant/planning/decomposition.ts';
import {findJson} from '../../src/models/calls/json-text.ts';
import {readPlan} from '../../src/planner/plans/plan.ts';
import {keepPlan} from '../../src/planner/plans/plan-apply.ts';
import {complaintsAbout, repairPlan} from '../../src/planner/plans/plan-check.ts';
import type {PlanLimits} from '../../src/planner/plans/plan-limits.ts';
import {withModels} from '../models/contract.ts';
import {planning} from '../planner/planning.ts';
import {fc} from '../support/random.ts';

const context: PlanContext = {
  goal: {
    id: 'g',
    title: 'run a half marathon',
    vision: 'to feel strong',
    body: '',
    areas: ['health'],
    target_date: '2027-04-18',
    metrics: ['under 2 hours'],
    milestones: [],
  },
  known: ['I run on Tuesdays'],
  earlier: ['Run 10 km (completed): 9 of 10 tasks done, 2 of them late'],
  calendar: ['2026-12-05 Wedding'],
  existing: ['Buy shoes'],
  mood: 'a little tired',
  context: 'knee hurt in spring',
  entries: ['m1'],
};

const limits: PlanLimits = {
  today: '2026-11-21',
  target: '2027-04-18',
  planned: new Map(),
  findDuplicate: title => (title === 'Buy shoes' ? 'Buy shoes' : undefined),
};

const task = (title: string, due = '2026-12-01', after: number[] = []) => ({
  title,
  due,
  priority: 3,
  energy: 3,
  minutes: 60,
  after,
});

test('a good answer becomes the plan, and the model was told what is known', () =>
  withModels(
    {
      rules: [
        {
          json: {
            milestones: [{title: '10 km', due: '2027-02-01'}],
            tasks: [task('Run 5 km'), task('Run 8 km', '2026-12-20', [1])],
          },
        },
      ],
    },
    async ({models, server}) => {
      const proposal = await decompose(models, context, limits);
      expect(proposal).toMatchObject({
        source: 'model',
        model: 'llama3.2:3b',
        plan: {
          milestones: [{title: '10 km'}],
          tasks: [{title: 'Run 5 km'}, {title: 'Run 8 km', after: ['1']}],
        },
        rejected: [],
        reason: null,
      });
      const asked = JSON.stringify(
        server.requests.find(one => one.path === '/api/chat')?.body.messages,
      );
      for (const words of [
        'I run on Tuesdays',
        'a little tired',
        'knee hurt',
        '9 of 10 tasks',
        '2026-12-05 Wedding',
        'under 2 hours',
      ]) {
        expect(asked).toContain(words);
      }
    },
  ));

test('a wrong answer is repaired in one round that says what was wrong; what stays wrong is mended', () =>
  withModels(
    {
      rules: [
        {json: {milestones: [], tasks: [task('Run', '2020-01-01'), task('Buy shoes')]}, times: 1},
        {
          json: {
            milestones: [],
            tasks: [task('Run', '2026-12-01'), task('Buy shoes'), task('Rest', '2031-01-01')],
          },
        },
      ],
    },
    async ({models, server}) => {
      const proposal = await decompose(models, context, limits);
      expect(server.requests.filter(one => one.path === '/api/chat')).toHaveLength(2);
      expect(proposal.source).toBe('model');
      expect(proposal.plan.tasks.map(one => [one.title, one.due])).toEqual([
        ['Run', '2026-12-01'],
        ['Rest', '2027-04-18'],
      ]);
      expect(proposal.rejected).toEqual([{title: 'Buy shoes', why: 'is there already'}]);
    },
  ));

test('without a host, and with a model that cannot, the plan is a template and says why', async () => {
  await withModels({rules: [{reply: 'I cannot do that.'}]}, async ({models}) => {
    const proposal = await decompose(models, context, limits);
    expect(proposal).toMatchObject({source: 'template', model: null});
    expect(proposal.reason).toContain('no usable plan');
    expect(complaintsAbout(proposal.plan, limits)).toEqual([]);
  });
  await withModels(
    {rules: []},
    async ({models}) => {
      const proposal = await decompose(models, context, limits);
      expect(proposal).toMatchObject({source: 'template'});
      expect(proposal.reason).toContain('127.0.0.1:9');
    },
    {hosts: ['http://127.0.0.1:9']},
  );
});

const hugeAnswer = JSON.stringify({
  tasks: Array.from({length: 10_000}, (_, n) => ({title: `Task ${n}`, after: [n, n + 1]})),
});

/** Answers as models really spoil them. */
const spoiled = (): fc.Arbitrary<string> => {
  const date = fc.oneof(
    fc.constantFrom('2020-01-01', '2026-12-01', '2027-03-01', '2031-01-01', 'soon', '2026-02-31'),
    fc.integer(),
  );
  const item = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record(
        {
          title: fc.oneof(
            fc.string(),
            fc.constantFrom('Run', 'Rest', 'Buy shoes', 'Stretch'),
            fc.integer(),
          ),
          due: date,
          priority: fc.oneof(fc.integer(), fc.string()),
          energy: fc.oneof(fc.integer({min: -1, max: 7}), fc.constant(null)),
          minutes: fc.oneof(fc.integer({min: -10, max: 100_000}), fc.string()),
          after: fc.oneof(fc.array(fc.integer({min: 0, max: 12})), fc.string()),
          parent: fc.integer({min: 0, max: 12}),
        },
        {requiredKeys: []},
      ),
    },
    {weight: 1, arbitrary: fc.anything()},
  );
  const answer = fc.record({
    milestones: fc.oneof(fc.array(fc.record({title: fc.string(), due: date})), fc.anything()),
    tasks: fc.oneof(
      {weight: 9, arbitrary: fc.array(item, {maxLength: 30})},
      {weight: 1, arbitrary: fc.anything()},
    ),
  });
  const shaped = fc.oneof(answer, fc.array(item), fc.anything());
  const written = shaped.map(value => JSON.stringify(value) ?? 'undefined');
  return fc.oneof(
    {weight: 9, arbitrary: written},
    {
      weight: 5,
      arbitrary: fc
        .tuple(written, fc.double({min: 0, max: 1, noNaN: true}))
        .map(([text, cut]) => text.slice(0, Math.floor(text.length * cut))),
    },
    {
      weight: 5,
      arbitrary: written.map(
        text => `Sure! Here is your plan:\n\`\`\`json\n${text}\n\`\`\`\nGood luck!`,
      ),
    },
    {weight: 1, arbitrary: fc.constant(hugeAnswer)},
  );
};

test('five hundred spoiled answers give no invalid row, and a plan that keeps the rules or none', () => {
  const {goals, tasks, operations, db} = planning();
  fc.assert(
    fc.property(spoiled(), text => {
      const goal = goals.add({title: 'run a half marathon', target_date: '2027-04-18'});
      const {plan} = repairPlan(readPlan(parsed(text)), {...limits, hoursPerWeek: 6});
      if (plan.tasks.length > 0) {
        expect(complaintsAbout(plan, {...limits, hoursPerWeek: 6})).toEqual([]);
        const kept = keepPlan({goals, tasks, operations}, goal.id, {plan, state: 'proposed'});
        expect(kept.tasks).toHaveLength(plan.tasks.length);
        for (const one of kept.tasks) {
          expect(one.title.trim()).not.toBe('');
          expect(one.due === null || (one.due >= '2026-11-21' && one.due <= '2027-04-18')).toBe(
            true,
          );
        }
      }
    }),
    {numRuns: 500},
  );
  expect(db.problems()).toEqual([]);
}, 180_000);

function parsed(text: string): unknown {
  try {
    return findJson(text, true).value;
  } catch {
    return undefined;
  }
}
