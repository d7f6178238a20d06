/** `memu attach` */
import {Command} from 'commander';
import {writeOrRehearse} from '../src/actions/rehearse.ts';
import type {Attachment} from '../src/entries/entry.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {type DryRun, dryRunOption, referenceArgument} from './cli/options.ts';
import {printWritten} from './entry/entry-actions.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  attachCommand: {
    group: 'Keeping',
    order: 230,
    summary: 'Keep files with an entry',
  },
};

export const attachCommand = (cli: Cli): Command =>
  new Command('attach')
    .description('Keep files with an entry; the same content is kept once')
    .argument(...referenceArgument)
    .argument('<file...>', 'files to copy in')
    .addOption(dryRunOption())
    .action(async (reference: string, files: readonly string[], {dryRun}: DryRun) => {
      const memu = await cli.open();
      const {id, attachments} = memu.references.get(reference);
      const added: Attachment[] = [];
      for (const file of new Set(files)) {
        added.push(await (dryRun ? memu.attachments.look(file) : memu.attachments.add(file)));
      }
      const isKept = ({sha256, name}: Attachment): boolean =>
        attachments.some(one => one.sha256 === sha256 && one.name === name);
      const all = [...attachments, ...added.filter(one => !isKept(one))];
      const entry = writeOrRehearse(memu, dryRun, () =>
        memu.operations.run('attach', () => memu.entries.setFields(id, {attachments: all})),
      );
      const verb = `given ${added.map(one => one.name).join(', ')}`;
      printWritten(cli, memu, {entry, verb, isRehearsal: dryRun});
    });
