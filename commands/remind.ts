/** `memu remind`: rings for what is due and planned; meant for the scheduler. */
import {Command} from 'commander';
import type {Memu} from '../src/app/memu.ts';
import {nameOf} from '../src/entries/entry-name.ts';
import {exitCodes} from '../src/ground/errors.ts';
import {localText} from '../src/ground/time.ts';
import {Notifier} from '../src/notify/notifier.ts';
import {parseChannel} from '../src/notify/notify.ts';
import {
  claimReminder,
  pendingReminders,
  type Reminder,
  type ReminderSettings,
  releaseReminder,
} from '../src/planner/agenda/reminders.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {joined} from './print/presentation.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  remindCommand: {
    group: 'Keeping',
    order: 190,
    summary: 'Ring for due and planned tasks, each once',
  },
};

interface RemindOptions {
  readonly dryRun?: boolean;
  readonly cron?: boolean;
}

export const remindCommand = (cli: Cli): Command =>
  new Command('remind')
    .description('Ring for due and planned tasks, each once; for the scheduler')
    .option('--dry-run', 'say what would ring, and ring nothing')
    .option('--cron', 'say nothing unless something fails')
    .action(async ({dryRun, cron}: RemindOptions) => {
      const memu = await cli.open();
      const {config} = memu;
      const settings = {
        timeOfDay: config.get('remind.at'),
        minutesBefore: config.get('remind.before'),
        quiet: config.get('remind.quiet'),
      };
      const rung = dryRun
        ? pendingReminders(memu, settings)
        : await ringAll(cli, memu, {...settings, isCron: cron === true});
      if (cli.json) return cli.printJson(rung.map(reminderJson));
      if (cron) return;
      for (const reminder of rung) cli.print(lineOf(memu, reminder));
    });

/** Runs the hooks, rings, and returns what was told. */
async function ringAll(
  cli: Cli,
  memu: Memu,
  {isCron, ...settings}: ReminderSettings & {readonly isCron: boolean},
): Promise<Reminder[]> {
  const hooks = await memu.openHooks(text => cli.tell(text));
  await hooks.catchUp();
  const pending = pendingReminders(memu, settings);
  if (pending.length === 0) return [];
  const ring = await openBell(cli, memu, isCron);
  const rung: Reminder[] = [];
  for (const reminder of pending) {
    if (!claimReminder(memu, reminder)) continue;
    if (await ring(reminder)) {
      rung.push(reminder);
      await hooks.emit('reminder.due', reminderJson(reminder));
    } else releaseReminder(memu, reminder);
  }
  return rung;
}

/** Arriving by one channel is enough, and so is a person who reads it here; otherwise it is tried again. */
async function openBell(
  cli: Cli,
  memu: Memu,
  isCron: boolean,
): Promise<(reminder: Reminder) => Promise<boolean>> {
  const channels = memu.config.get('remind.via').map(parseChannel);
  const isRead = channels.length === 0 || (cli.isInteractive && !cli.json && !isCron);
  const bell = new Notifier({
    channels,
    env: cli.env,
    clock: memu.clock,
    record: await memu.openEgress(),
    onProblem: (text, hint) => {
      cli.setExitCode(exitCodes.partial);
      cli.tell(text);
      if (hint !== undefined) cli.tell(hint);
    },
  });
  return async reminder => (await bell.notify(noticeOf(memu, reminder))) || isRead;
}

function noticeOf(memu: Memu, reminder: Reminder) {
  const {task, reason, at, isLate} = reminder;
  const when = localText(task[reason] ?? at, memu.clock.zone);
  return {
    title: `${isLate ? 'Late: ' : ''}${nameOf(task)}`,
    body: reason === 'due' ? `due ${when}` : `planned for ${when}`,
    data: reminderJson(reminder),
    entries: [task.id],
  };
}

const reminderJson = ({task, reason, at, isLate}: Reminder) => ({
  id: task.id,
  title: task.title,
  reason,
  at,
  due: task.due,
  scheduled: task.scheduled,
  late: isLate,
});

const lineOf = (memu: Memu, {task, reason, isLate}: Reminder): string =>
  joined(
    memu.references.short(task.id),
    isLate ? 'late' : '',
    nameOf(task),
    `${reason === 'due' ? 'due' : 'planned for'} ${localText(task[reason] ?? '', memu.clock.zone)}`,
  );
