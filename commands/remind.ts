/** `memu remind`: rings for what is due and planned; meant for the scheduler. */
import {Command} from 'commander';
import {exitCodes, MemuError} from '../src/errors.ts';
import type {Memu} from '../src/memu.ts';
import {type Channel, notify, parseChannel} from '../src/notify/notify.ts';
import {
  claimReminder,
  pendingReminders,
  type Reminder,
  releaseReminder,
} from '../src/planner/reminders.ts';
import {localText} from '../src/time.ts';
import type {Cli} from './cli.ts';
import {joined, nameOf} from './presentation.ts';

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
      const hooks = await memu.openHooks(text => cli.tell(text));
      await hooks.catchUp();
      const {config} = memu;
      const pending = pendingReminders(memu, {
        timeOfDay: config.get('remind.at'),
        minutesBefore: config.get('remind.before'),
        quiet: config.get('remind.quiet'),
      });
      const channels = config.get('remind.via').map(parseChannel);
      const rung: Reminder[] = [];
      for (const reminder of pending) {
        if (dryRun || (await ring(cli, memu, reminder, channels))) rung.push(reminder);
        if (!dryRun) await hooks.emit('reminder.due', reminderJson(reminder));
      }
      if (cli.json) return cli.printJson(rung.map(reminderJson));
      if (cron) return;
      for (const reminder of rung) cli.print(lineOf(memu, reminder));
    });

/** Tells through every channel; arriving by one is enough, otherwise it is tried again later. */
async function ring(
  cli: Cli,
  memu: Memu,
  reminder: Reminder,
  channels: readonly Channel[],
): Promise<boolean> {
  if (!claimReminder(memu, reminder)) return false;
  const record = await memu.openEgress();
  const {task, reason, at, isLate} = reminder;
  const when = localText(task[reason] ?? at, memu.clock.zone);
  const notice = {
    title: `${isLate ? 'Late: ' : ''}${nameOf(task)}`,
    body: reason === 'due' ? `due ${when}` : `planned for ${when}`,
    data: reminderJson(reminder),
    entries: [task.id],
  };
  let arrived = 0;
  for (const channel of channels) {
    try {
      await notify(channel, notice, {env: cli.env, record, clock: memu.clock});
      arrived += 1;
    } catch (error) {
      if (!(error instanceof MemuError)) throw error;
      cli.tell(`${channel.split(':')[0]}: ${error.message}`);
      cli.leaveWith(exitCodes.partial);
    }
  }
  if (arrived === 0 && channels.length > 0) releaseReminder(memu, reminder);
  return arrived > 0 || channels.length === 0;
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
