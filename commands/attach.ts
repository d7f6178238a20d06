/** `memu attach` */
import {Command} from 'commander';
import type {Attachment} from '../src/entries/entry.ts';
import type {Cli} from './cli.ts';
import {printWritten} from './entry-actions.ts';

export const attachCommand = (cli: Cli): Command =>
  new Command('attach')
    .description('Keep files with an entry; the same content is kept once')
    .argument('<ref>', 'id, @last or exact title')
    .argument('<file...>', 'files to copy in')
    .action(async (reference: string, files: readonly string[]) => {
      const memu = await cli.open();
      const {id} = memu.references.get(reference);
      const added: Attachment[] = [];
      for (const file of files) added.push(await memu.attachments.add(file));
      const entry = memu.operations.run('attach', () => {
        const kept = memu.entries.get(id).attachments;
        const isNew = ({sha256, name}: Attachment): boolean =>
          !kept.some(one => one.sha256 === sha256 && one.name === name);
        return memu.entries.setFields(id, {attachments: [...kept, ...added.filter(isNew)]});
      });
      printWritten(cli, memu, {entry, verb: `now has ${added.map(one => one.name).join(', ')}`});
    });
