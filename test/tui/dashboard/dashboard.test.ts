import {describe, expect, test, vi} from 'vitest';
import type {DashboardSnapshot} from '../../../src/actions/overview-types.ts';
import {UsageError} from '../../../src/ground/errors.ts';
import {shareRows} from '../../../tui/dashboard/dashboard-draw.ts';
import {panelNames, panelTitles} from '../../../tui/dashboard/panels.ts';
import {dashboardText} from '../../../tui/dashboard/text.ts';
import {agoText, whenText} from '../../../tui/kit/relative-dates.ts';
import {cells} from '../../../tui/kit/width.ts';
import {sampleSnapshot} from '../fixtures/sample-snapshot.ts';
import {testDashboard} from './test-dashboard.ts';

const empty: DashboardSnapshot = {
  ...sampleSnapshot,
  counts: {overdue: 0, due_today: 0, open_tasks: 0, active_goals: 0, inbox: 0},
  today: [],
  events: [],
  goals: [],
  inbox: [],
  recent: [],
  health: [],
};

describe('the dashboard', () => {
  test('at 80x24 has every panel one key away, with what matters in its tab', async () => {
    const screen = await testDashboard();
    expect(screen.text()).toMatchInlineSnapshot(`
      "memu  Sat 21 Nov: 1 overdue, 3 due today, 3 to decide
      [1 Today (4)] 2 Goals (3)  3 Inbox (3)  4 Recent (3)  5 Health (1!)

        ▸ ○ !5 Send the tax papers                                       late, 19 Nov
          ○ Call mum                                                            17:00
          ~ Water the plants                                                    today
          ○ !4 Book a table at 日本橋 for the four of us and ask for the wind…  today

        2 Goals ────────────────────────────────────────────────────────────────────
          Run a half marathon                            ████░░░░░░  42%  18 Apr 2027
          Speak Portuguese                               █░░░░░░░░░  10%
          Finish the attic                               ██████████ 100%          Tue

        3 Inbox ────────────────────────────────────────────────────────────────────
          ○ Prefers to run in the morning                          memory: preference
          ! Boiler service                                      conflict: due differs
          ○ Call Vaillant                                    proposal: task from chat

        5 Health ───────────────────────────────────────────────────────────────────
          sync     12 min ago, all sent                                            ok
          backup   last proven restore 41 days ago: memu backup drill         PROBLEM


        Enter open  Space done  n new  / filter  c chat  s sync  ? keys  q leave"
    `);
    for (const [index, name] of panelNames.entries()) {
      screen.press(String(index + 1));
      expect(screen.text()).toContain(`[${index + 1} ${panelTitles[name]}`);
    }
    expect(screen.text()).toContain('backup   last proven restore 41 days ago');
  });

  test('has two columns from 100 wide, tabs from 60, one list below', async () => {
    const screen = await testDashboard();
    expect(screen.lines(100, 30)[1]).toMatch(/▸ 1 Today ─+ +3 Inbox ─+/);
    expect(screen.lines(99, 30)[1]).toMatch(/^\[1 Today/);
    expect(screen.lines(60, 30)[1]).toMatch(/^\[1 Today/);
    expect(screen.lines(59, 40).join('\n')).toMatch(
      /1 Today[\s\S]*2 Goals[\s\S]*3 Inbox[\s\S]*5 Health/,
    );
  });

  test('fills any screen exactly and never goes over its edge', async () => {
    const many = Array.from({length: 60}, (_, n) => ({
      ...sampleSnapshot.today[3]!,
      id: `t${n}`,
      title: `Task ${n} ${'日本 long '.repeat(20)}`,
    }));
    const screen = await testDashboard({snapshot: {...sampleSnapshot, today: many}});
    for (const columns of [20, 40, 59, 60, 80, 99, 100, 200]) {
      for (const rows of [6, 10, 24, 50]) {
        const lines = screen.lines(columns, rows);
        expect(lines).toHaveLength(rows);
        expect(Math.max(...lines.map(cells))).toBeLessThanOrEqual(columns);
      }
    }
    expect(screen.text()).toContain('more');
    screen.press('G');
    expect(screen.text()).toContain('▸ ○ !4 Task 59');
  });

  test('what the calendar holds stands before what is to be done', async () => {
    const event = {
      id: 'e1',
      prefix: 'e111',
      title: 'Stand-up',
      start: '2026-11-21T08:00:00.000Z',
      end: null,
      location: 'Room 1',
    };
    const wholeDay = {...event, id: 'e2', title: 'Holiday', start: '2026-11-21', location: null};
    const screen = await testDashboard({snapshot: {...sampleSnapshot, events: [wholeDay, event]}});
    expect(screen.text()).toMatch(/▸ · Holiday +all day\n {4}· Stand-up, Room 1 +9:00\n {4}○ !5/);
    expect(screen.text()).toContain('[1 Today (6)]');
    screen.press('space');
    expect(screen.asked).toEqual([]);
  });

  test('the keys act on the row that was chosen when they were pressed', async () => {
    const screen = await testDashboard();
    screen.press('jj', 'space', 'k', 'space', '3', 'a', 'G', 'x', 'u', 'U', 's', 'b');
    await vi.waitFor(() => expect(screen.asked).toHaveLength(8));
    expect(screen.asked).toEqual([
      'toggle 5e6f-id',
      'toggle 3c4d-id',
      'accept i1',
      'reject i3',
      'undo',
      'redo',
      'sync',
      'backup',
    ]);
    await vi.waitFor(() => expect(screen.text()).toContain('backup is done'));
  });

  test('a conflict ends with one of its sides, from its row or from its page', async () => {
    const screen = await testDashboard();
    screen.press('3', 'm', 't', 'j', 'a', 'x');
    expect(screen.asked).toEqual([]);
    expect(screen.text()).toMatch(/m mine {2}t theirs/);
    screen.press('m');
    await vi.waitFor(() => expect(screen.text()).toContain('take mine is done'));
    screen.press('enter');
    await vi.waitFor(() => expect(screen.text()).toContain('about i2'));
    expect(screen.text()).toMatch(/m mine {2}t theirs/);
    screen.press('t');
    await vi.waitFor(() => expect(screen.text()).toContain('take theirs is done'));
    expect(screen.text()).toContain('[3 Inbox (3)]');
    expect(screen.asked).toEqual(['take mine i2', 'take theirs i2']);
    screen.press(':', 'x', 'enter');
    await vi.waitFor(() => expect(screen.text()).toContain('memu x'));
    screen.press('t');
    expect(screen.asked.at(-1)).toBe('command x');
  });

  test('the choice stays with its entry when others come and go', async () => {
    let today = sampleSnapshot.today;
    const screen = await testDashboard({ports: {load: async () => ({...sampleSnapshot, today})}});
    screen.press('j');
    expect(screen.text()).toContain('▸ ○ Call mum');
    today = today.slice(1);
    screen.changeFromOutside();
    await vi.waitFor(() => expect(screen.text()).not.toContain('tax papers'));
    expect(screen.text()).toContain('▸ ○ Call mum');
  });

  test('a filter narrows while it is typed; Esc gives everything back', async () => {
    const screen = await testDashboard();
    screen.press('/', 'mum');
    expect(screen.text()).toContain('Call mum');
    expect(screen.text()).not.toContain('plants');
    screen.press('enter', '2');
    expect(screen.text()).toContain('Nothing here fits "mum".');
    screen.press('esc', '1');
    expect(screen.text()).toContain('plants');
  });

  test('new and command take a line; what fails is said with the way out', async () => {
    const screen = await testDashboard({
      ports: {
        add: async () => {
          throw new UsageError('Nothing to add.', {hint: 'memu add "buy milk"'});
        },
      },
    });
    screen.press('n', 'q 1 j', 'enter');
    await vi.waitFor(() =>
      expect(screen.text()).toContain('error: Nothing to add. (memu add "buy milk")'),
    );
    expect(screen.text(24)).toMatch(/error: Nothing to\n {2}add\. \(memu add "buy\n {2}milk"\)$/);
    expect(screen.lines(24)).toHaveLength(24);
    screen.press(':', 'task list', 'enter');
    await vi.waitFor(() => expect(screen.text()).toContain('memu task list'));
    expect(screen.asked).toEqual(['command task list']);
    screen.press('q');
    expect(screen.model.isLeaving).toBe(false);
  });

  test('a line that is too long shows its end at the cursor, and no half of a character', async () => {
    const screen = await testDashboard();
    screen.press('n', 'ab 日本 👨‍👩‍👧 語 ');
    expect([screen.lines(20).at(-1), screen.cursor(20)?.x]).toEqual(['new: … 日本 👨‍👩‍👧 語 ', 18]);
    screen.press('home');
    expect([screen.lines(20).at(-1), screen.cursor(20)?.x]).toEqual(['new: ab 日本 👨‍👩‍👧…', 5]);
  });

  test('Enter opens what is chosen, ? lists the keys, c leaves for the chat, q leaves', async () => {
    const screen = await testDashboard();
    screen.press('j', 'enter');
    await vi.waitFor(() => expect(screen.text()).toContain('about 3c4d-id'));
    screen.press('esc', '?');
    expect(screen.text(80, 60)).toMatch(/Space +complete the task, or open it again/);
    screen.press('q', 'c');
    expect([screen.model.isLeaving, screen.model.wantsChat]).toEqual([true, true]);
    expect(screen.isWatched()).toBe(false);
    screen.model.enter();
    expect([screen.model.isLeaving, screen.isWatched()]).toEqual([false, true]);
    screen.press('q');
    expect([screen.model.isLeaving, screen.model.wantsChat]).toEqual([true, false]);
  });

  test('says what to do where there is nothing yet', async () => {
    const screen = await testDashboard({snapshot: empty});
    expect(screen.text()).toContain('nothing is due, 0 open tasks');
    expect(screen.text()).toContain('Nothing is due today. n adds something.');
    screen.press('space', 'enter', 'e');
    expect(screen.asked).toEqual([]);
  });

  test('what entries say cannot reach the terminal as commands', async () => {
    const title = 'evil \u001b[2J\u0007 title';
    const snapshot = {...sampleSnapshot, today: [{...sampleSnapshot.today[0]!, title}]};
    const screen = await testDashboard({snapshot});
    expect(screen.text()).not.toContain('\u001b');
    expect(dashboardText(snapshot)).not.toContain('\u001b');
  });
});

describe('the dashboard as text', () => {
  test('prints every panel with every item', () => {
    expect(dashboardText(sampleSnapshot)).toMatchInlineSnapshot(`
      "Sat 21 Nov: 1 overdue, 3 due today, 3 to decide

      Today
        ○ !5 Send the tax papers                                          late, 19 Nov
        ○ Call mum                                                               17:00
        ~ Water the plants                                                       today
        ○ !4 Book a table at 日本橋 for the four of us and ask for the window    today

      Goals
        Run a half marathon                               ████░░░░░░  42%  18 Apr 2027
        Speak Portuguese                                  █░░░░░░░░░  10%
        Finish the attic                                  ██████████ 100%          Tue

      Inbox
        ○ Prefers to run in the morning                             memory: preference
        ! Boiler service                                         conflict: due differs
        ○ Call Vaillant                                       proposal: task from chat

      Recent
        note     Boiler service                                                 18 min
        task     Water the plants                                                  3 h
        memory   Lives in Leipzig                                                  4 d

      Health
        sync     12 min ago, all sent                                               ok
        backup   last proven restore 41 days ago: memu backup drill            PROBLEM
        models   llama3.2:3b on this machine                                        ok
        disk     2.1 GB free                                                      look
        schedule not set up                                                        off"
    `);
  });
});

describe('dates and shares', () => {
  test('a moment is told as near as it needs to be, in the zone of the person', () => {
    const at = (moment: string) => whenText(moment, sampleSnapshot);
    expect(at('2026-11-21T23:30:00.000Z')).toBe('tomorrow 0:30');
    expect(at('2026-11-20')).toBe('yesterday');
    expect(at('2026-11-27T08:00:00.000Z')).toBe('Fri 9:00');
    expect(at('2026-12-24')).toBe('24 Dec');
    expect(at('2027-04-18')).toBe('18 Apr 2027');
  });

  test('an age is told in its largest unit', () => {
    const now = '2026-11-21T12:00:00.000Z';
    expect(
      [
        '2026-11-21T11:59:30Z',
        '2026-11-21T11:15:00Z',
        '2026-11-20T12:00:00Z',
        '2026-11-01T12:00:00Z',
      ].map(then => agoText(then, now)),
    ).toEqual(['now', '45 min', '24 h', '20 d']);
  });

  test('panels share the height by need, and the largest gives way', () => {
    expect(shareRows([5, 6], 20)).toEqual([5, 6]);
    expect(shareRows([40, 5], 20)).toEqual([15, 5]);
    expect(shareRows([40, 40], 21)).toEqual([10, 11]);
  });
});
