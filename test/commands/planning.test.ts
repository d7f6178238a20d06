import {describe, expect, test} from 'vitest';
import {newHome} from '../support/command-line.ts';

interface Task {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly due: string | null;
  readonly tags: readonly string[];
  readonly priority: number | null;
  readonly recurrence: string | null;
  readonly goal_id: string | null;
  readonly depends_on: readonly string[];
}

describe('memu task', () => {
  test('keeps what the options say and echoes dates with their zone', async () => {
    const home = newHome();
    await home.memu('task', 'add', 'first');
    const added = await home.memu(
      ...['task', 'add', 'call', 'mum', '--due', '2027-04-18 17:00', '--priority', 'high'],
      ...['--tag', 'family', '--minutes', '20', '--after', 'first'],
    );
    expect(added.code).toBe(0);
    expect(added.out).toMatch(/^[0-9a-f]{4}\s+added: call mum\n$/);
    expect(added.err).toBe('due: Sun 18 Apr 2027, 17:00 (UTC)\n');
    const [first] = (await home.json<Task[]>('task', 'list')).filter(one => one.title === 'first');
    expect(await home.json('task', 'show', 'call mum')).toMatchObject({
      due: '2027-04-18T17:00:00.000Z',
      priority: 4,
      tags: ['family'],
      duration_minutes: 20,
      depends_on: [first?.id],
    });
  });

  test('refuses an unknown date with examples and keeps nothing', async () => {
    const home = newHome();
    const refused = await home.memu('task', 'add', 'x', '--due', 'gibberish', '--json');
    expect(refused.code).toBe(2);
    expect(JSON.parse(refused.err).error).toMatchObject({code: 'usage'});
    expect(refused.err).toContain('fri 9am');
    expect(await home.json('task', 'list')).toEqual([]);
  });

  test('finishing a task that repeats tells when it is due next, and undo takes both back', async () => {
    const home = newHome();
    await home.memu('task', 'add', 'bins', '--due', '2027-01-04', '--every', 'monday');
    const done = await home.memu('task', 'done', 'bins');
    expect(done.out).toContain('done: bins');
    expect(done.err).toBe('next: bins, due 2027-01-11\n');
    expect(await home.json<Task[]>('task', 'list')).toMatchObject([{due: '2027-01-11'}]);
    expect((await home.memu('undo')).code).toBe(0);
    expect(await home.json<Task[]>('task', 'list')).toMatchObject([
      {due: '2027-01-04', status: 'pending'},
    ]);
  });

  test('the title of a task that repeats means its open occurrence', async () => {
    const home = newHome();
    await home.memu('task', 'add', 'bins', '--due', '2027-01-04', '--every', 'monday');
    await home.memu('task', 'done', 'bins');
    expect((await home.memu('task', 'done', 'bins')).err).toBe('next: bins, due 2027-01-18\n');
    expect(await home.json('task', 'show', 'bins')).toMatchObject({due: '2027-01-18'});
    await home.memu('task', 'add', 'bins');
    expect((await home.memu('task', 'show', 'bins')).code).toBe(2);
  });

  test('a rehearsal says what would be and keeps nothing', async () => {
    const home = newHome();
    const added = await home.memu('task', 'add', 'x', '--dry-run');
    expect(added.out).toContain('would be added: x');
    expect(await home.json('task', 'list')).toEqual([]);
  });

  test('edit changes, adds and takes away; none clears a date', async () => {
    const home = newHome();
    await home.memu('task', 'add', 'x', '--due', '2027-01-04', '--tag', 'a', '--area', 'health');
    await home.memu('task', 'edit', 'x', '--due', 'none', '--tag', 'b', '--untag', 'a');
    expect(await home.json('task', 'show', 'x')).toMatchObject({due: null, tags: ['b']});
    expect((await home.memu('task', 'edit', 'x')).code).toBe(2);
    expect(await home.json<Task[]>('task', 'list', '--area', 'health')).toHaveLength(1);
    expect(await home.json<Task[]>('task', 'list', '--status', 'completed')).toEqual([]);
    await home.memu('task', 'start', 'x');
    await home.memu('task', 'cancel', 'x');
    expect(await home.json('task', 'show', 'x')).toMatchObject({status: 'cancelled'});
    await home.memu('task', 'reopen', 'x');
    await home.memu('task', 'rm', 'x');
    expect(await home.json('task', 'list')).toEqual([]);
  });

  test('says why a task is urgent', async () => {
    const home = newHome();
    await home.memu('task', 'add', 'x', '--due', 'tomorrow', '--priority', '5');
    const shown = await home.memu('task', 'show', 'x', '--why');
    expect(shown.out).toContain('urgency 15\n+9  due tomorrow\n+6  priority 5\n');
    expect(await home.json('task', 'show', 'x', '--why')).toMatchObject({urgency: {score: 15}});
  });

  test('snoozing hides a task until its time', async () => {
    const home = newHome();
    await home.memu('task', 'add', 'x', '--due', 'today');
    await home.memu('task', 'snooze', 'x', 'in 2 hours');
    expect(await home.json('next')).toEqual([]);
    await home.memu('task', 'snooze', 'x', 'none');
    expect(await home.json<Task[]>('next')).toHaveLength(1);
  });
});

describe('memu goal', () => {
  test('keeps vision, date, milestones and metrics, and shows progress', async () => {
    const home = newHome();
    const added = await home.memu(
      ...['goal', 'add', 'run', 'a', 'half', 'marathon', '--why', 'to feel strong'],
      ...['--by', '2027-04-18', '--area', 'health', '--metric', 'under 2 hours'],
      ...['--milestone', 'run 10 km @ 2027-02-01', '--milestone', 'buy shoes'],
    );
    expect(added.code).toBe(0);
    const goal = await home.json<{id: string}>('goal', 'show', 'run a half marathon');
    expect(goal).toMatchObject({
      vision: 'to feel strong',
      target_date: '2027-04-18',
      areas: ['health'],
      metrics: ['under 2 hours'],
      milestones: [
        {title: 'run 10 km', due: '2027-02-01', done_at: null},
        {title: 'buy shoes', due: null, done_at: null},
      ],
      progress: 0,
    });
    await home.memu('goal', 'progress', '@last', '--milestone', 'buy shoes');
    const progress = await home.json('goal', 'progress', goal.id);
    expect(progress).toMatchObject({progress: 0.5, history: [{progress: 0.5}]});
    expect((await home.memu('goal', 'list')).out).toContain('[#####-----] 50 %');
    expect((await home.memu('goal', 'show', goal.id)).out).toContain('2.  [x]  buy shoes');
  });

  test('edit adds to lists and drops from them; done, archive and rm move it on', async () => {
    const home = newHome();
    await home.memu('goal', 'add', 'g', '--metric', 'one', '--milestone', 'first');
    await home.memu('goal', 'edit', 'g', '--metric', 'two', '--drop-metric', 'one');
    await home.memu('goal', 'edit', 'g', '--drop-milestone', 'first', '--by', 'none');
    expect(await home.json('goal', 'show', 'g')).toMatchObject({metrics: ['two'], milestones: []});
    expect(await home.json('goal', 'done', 'g')).toMatchObject({status: 'completed', progress: 1});
    expect(await home.json('goal', 'archive', 'g')).toMatchObject({status: 'archived'});
    expect((await home.memu('goal', 'edit', 'g', '--status', 'draft')).code).toBe(2);
    expect((await home.memu('goal', 'rm', 'g')).code).toBe(0);
    expect(await home.json('goal', 'list', '--status', 'all')).toEqual([]);
  });
});

describe('memu add', () => {
  test('keeps each kind where it belongs and says what was understood', async () => {
    const home = newHome();
    await home.memu('add', 'goal: run a half marathon by 2027-04-18');
    const task = await home.memu(
      'add',
      'long run 2027-01-03 9am #sport !4 ^3 60min @half-marathon',
    );
    expect(task.out).toMatch(/task added: long run\n$/);
    expect(task.err.split('\n')[0]).toBe('due: Sun 3 Jan 2027, 09:00 (UTC)  ("2027-01-03 9am")');
    const [goal] = await home.json<{id: string; target_date: string}[]>('goal', 'list');
    expect(goal?.target_date).toBe('2027-04-18');
    expect(await home.json('task', 'show', 'long run')).toMatchObject({
      goal_id: goal?.id,
      tags: ['sport'],
      priority: 4,
      energy: 3,
      duration_minutes: 60,
    });
    expect(await home.json('add', 'note: boiler is at 1.5 bar #home')).toMatchObject({
      kind: 'note',
      title: 'boiler is at 1.5 bar',
      tags: ['home'],
    });
    expect(await home.json('add', 'I prefer tea')).toMatchObject({
      kind: 'memory',
      type: 'preference',
      body: 'I prefer tea',
    });
    expect(await home.json('add', 'I prefer tea', '--kind', 'task')).toMatchObject({kind: 'task'});
  });

  test('leaves what is unclear in the title and says how to say it', async () => {
    const home = newHome();
    const added = await home.memu('add', 'may', '5', 'calls');
    expect(added.code).toBe(0);
    expect(added.err).toMatch(
      /^"may 5" may be a date .* it was left in the title\. Say due:\d{4}-05-05/,
    );
    expect(await home.json('task', 'show', '@last')).toMatchObject({
      title: 'may 5 calls',
      due: null,
    });
  });

  test('keeps what a repetition leaves out, and says when it is first', async () => {
    const home = newHome();
    const added = await home.memu('add', 'gym every day except tomorrow and sundays');
    expect(added.err).toMatch(/^repeat: FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA except \w+ \d+ /);
    expect(added.err).toMatch(/\nfirst: \w{3} \d+ \w{3} \d{4} \(UTC\)\n/);
    const gym = await home.json<{due: string; except_dates: string[]}>('task', 'show', '@last');
    expect(gym.except_dates).toHaveLength(1);
    await home.memu('task', 'add', 'swim', '--every', 'day except today and tomorrow');
    const swim = await home.json<{due: string; except_dates: string[]}>('task', 'show', '@last');
    expect(swim.except_dates).toHaveLength(2);
    expect(swim.due > (swim.except_dates[1] ?? '')).toBe(true);
  });

  test('reads a goal after @ with its spaces, when there is one', async () => {
    const home = newHome();
    const goal = await home.json<{id: string}>('goal', 'add', 'Run a half marathon');
    expect(await home.json('add', 'buy boots @run a half marathon fri')).toMatchObject({
      title: 'buy boots',
      goal_id: goal.id,
    });
  });

  test('shows the parts without keeping them, and refuses a line without a title', async () => {
    const home = newHome();
    expect(await home.json('add', 'call mum every monday', '--dry-run')).toMatchObject({
      title: 'call mum',
      recurrence: 'FREQ=WEEKLY;BYDAY=MO',
      understood: [{part: 'repeat', text: 'every monday'}],
    });
    expect(await home.json('task', 'list')).toEqual([]);
    expect((await home.memu('add', 'tomorrow')).code).toBe(2);
    expect((await home.memu('add', 'call bob @nobody')).err).toContain(
      '"@nobody" is none of your goals; it was left in the title.',
    );
    expect((await home.memu('add', 'call bob goal:nobody')).code).toBe(4);
    expect((await home.pipe('call mum\nabout the boiler\n', 'add', '-')).code).toBe(0);
    expect(await home.json('task', 'show', '@last')).toMatchObject({body: 'about the boiler'});
  });
});

describe('memu today and next', () => {
  test('print what is due and what fits, with reasons', async () => {
    const home = newHome();
    await home.memu('task', 'add', 'late', '--due', 'yesterday');
    await home.memu('task', 'add', 'now', '--due', 'today', '--minutes', '20', '--energy', '2');
    const today = await home.memu('today');
    expect(today.out).toMatch(
      /^Overdue\n {2}\S+ {2}\[ \] {2}late .*\nDue today\n {2}\S+ {2}\[ \] {2}now/,
    );
    expect(await home.json('today')).toMatchObject({
      overdue: [{title: 'late'}],
      due: [{title: 'now'}],
    });
    const next = await home.memu('next', '--energy', '2', '--minutes', '30');
    expect(next.out).toContain('overdue by 1 day');
    expect(await home.json('next', '--minutes', '10')).toMatchObject([
      {title: 'late', why: ['overdue by 1 day']},
    ]);
    expect((await home.memu('today', '--format', '{title}')).out).toBe('late\nnow\n');
  });
});
