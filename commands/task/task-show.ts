/** `memu task show REF [--why]` */
import {Command} from 'commander';
import {findTask} from '../../src/actions/references.ts';
import {entryJson} from '../../src/entries/entry.ts';
import type {Cli} from '../cli/cli.ts';
import {entryPage} from '../print/presentation.ts';

export const taskShow = (cli: Cli): Command =>
  new Command('show')
    .description('Show a task with everything known of it')
    .argument('<ref>', 'id, @last or exact title')
    .option('--why', 'and how urgent it is, explained')
    .action(async (reference: string, {why}: {readonly why?: boolean}) => {
      const memu = await cli.open();
      const task = findTask(memu, reference);
      memu.last.write(task.id);
      const [ranked] = why ? memu.agenda.rank([task]) : [];
      const urgency = ranked && {
        score: ranked.score,
        reasons: ranked.reasons,
        held_back: memu.agenda.reasonsNotNext(task),
      };
      if (cli.json) return cli.printJson({...entryJson(task), ...(urgency && {urgency})});
      cli.print(entryPage(task, memu.clock.zone));
      if (!urgency) return;
      cli.print(`\nurgency ${urgency.score}`);
      for (const {points, why: reason} of urgency.reasons) {
        cli.print(`${points > 0 ? '+' : ''}${points}  ${reason}`);
      }
      for (const reason of urgency.held_back) cli.print(`not in next: ${reason}`);
    });
