import {expect, test} from 'vitest';
import {newHome} from '../support/command-line.ts';

const zone = {MEMU_TIME_ZONE: 'Europe/Berlin'};

interface Kept {
  readonly id: string;
  readonly due: string;
  readonly completed_at: string | null;
}

test('another rule goes on from the date the task had, at the time the rule says or it had', async () => {
  const home = newHome(zone);
  await home.memu('task', 'add', 'words', '--every', 'day', '--due', '2098-01-04T14:30');
  expect(await home.json('task', 'edit', 'words', '--every', 'weekday')).toMatchObject({
    due: '2098-01-06T13:30:00.000Z',
  });
  expect(await home.json('task', 'edit', 'words', '--every', 'weekday at 8')).toMatchObject({
    due: '2098-01-06T07:00:00.000Z',
  });
});

test('a title that the occurrences of a series share means the open one, or else the last', async () => {
  const home = newHome(zone);
  await home.memu('task', 'add', 'gym', '--every', 'day', '--due', '2098-01-04');
  await home.memu('task', 'done', 'gym');
  const cancelled = await home.memu('task', 'cancel', 'gym');
  expect(cancelled.err).toContain('Its series ends with it');
  expect(await home.json('task', 'reopen', 'gym')).toMatchObject({due: '2098-01-05'});
  expect(await home.json('task', 'rm', 'gym')).toMatchObject({due: '2098-01-05'});
});

test('the last one is named, and one that was missed says how to go on', async () => {
  const home = newHome(zone);
  await home.memu('task', 'add', 'pill', '--every', 'FREQ=DAILY;COUNT=2', '--due', '2024-01-01');
  const first = await home.memu('task', 'done', 'pill');
  expect(first.err).toMatch(
    /next: pill, due 2024-01-02\nThat has passed; memu task skip \w{4} --missed/,
  );
  expect((await home.memu('task', 'done', 'pill')).err).toContain('none, that was the last one');
});

test('done on a day means its noon where the person is, and never the future', async () => {
  const home = newHome({MEMU_TIME_ZONE: 'Pacific/Kiritimati'});
  await home.memu('task', 'add', 'run');
  const {code, err} = await home.memu('task', 'done', 'run', '--at', '2098-01-01');
  expect([code, err]).toEqual([2, expect.stringContaining('cannot be done in the future')]);
  const kept = await home.json<Kept>('task', 'done', 'run', '--at', '2024-06-01');
  expect(kept.completed_at).toBe('2024-05-31T22:00:00.000Z');
});

test.each([
  ['FREQ=SECONDLY', 'every minute at most'],
  ['FREQ=DAILY;COUNT=0', 'at least once'],
])('the rule %s is refused', async (rule, why) => {
  const {code, err} = await newHome(zone).memu('task', 'add', 'x', '--every', rule);
  expect([code, err]).toEqual([2, expect.stringContaining(why)]);
});

test('why a task does not come up is told with its urgency', async () => {
  const home = newHome(zone);
  await home.memu('task', 'add', 'buy shoes');
  await home.memu('task', 'add', 'run', '--after', 'buy shoes', '--due', '2098-01-01');
  await home.memu('task', 'snooze', 'run', '2098-01-01');
  const {out} = await home.memu('task', 'show', 'run', '--why');
  expect(out).toContain('not in next: snoozed until 2098-01-01');
  expect(out).toContain('not in next: waits for "buy shoes"');
});

test('undoing an earlier rule leaves the date of the later one', async () => {
  const home = newHome(zone);
  await home.memu('task', 'add', 'bins', '--due', '2098-01-06', '--every', 'monday');
  await home.memu('task', 'edit', 'bins', '--every', 'tuesday', '--due', '2098-01-07');
  const [edit] = await home.json<{id: string}[]>('log');
  await home.memu('task', 'edit', 'bins', '--every', '2 weeks on tuesday');
  const rule = {recurrence: expect.stringContaining('INTERVAL=2;BYDAY=TU'), due: '2098-01-07'};
  const undone = await home.memu('undo', edit!.id);
  expect(undone.code).toBe(3);
  expect(undone.err).toContain('left alone: due of');
  expect(await home.json('task', 'show', 'bins')).toMatchObject({...rule, occurrence: rule.due});
  await home.memu('task', 'done', 'bins');
  const [next] = await home.json<object[]>('task', 'list');
  expect(next).toMatchObject({...rule, due: '2098-01-21', occurrence: '2098-01-21'});
});
