/** `memu conversation …`: what was said, with models and in imports. */
import {Command} from 'commander';
import {entryDocument} from '../../src/actions/entry-documents.ts';
import {
  type Conversation,
  conversationKind,
  type Turn,
} from '../../src/conversations/conversation.ts';
import {nameOf} from '../../src/entries/entry-name.ts';
import {localText} from '../../src/ground/time.ts';
import type {Cli} from '../cli/cli.ts';
import type {CommandsInHelp} from '../cli/in-help.ts';
import {referenceArgument} from '../cli/options.ts';
import {removeCommand} from '../entry/entry-actions.ts';
import {formatOption, limitOption, printList} from '../print/listing.ts';
import {entryPage, joined, showDate} from '../print/presentation.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  conversationCommand: {
    group: 'Keeping',
    order: 290,
    summary: 'Conversations: {commands}',
  },
};

export const conversationCommand = (cli: Cli): Command =>
  new Command('conversation')
    .description('What was said, turn by turn')
    .addCommand(conversationList(cli))
    .addCommand(conversationShow(cli))
    .addCommand(removeCommand(cli, conversationKind))
    .addCommand(conversationExport(cli));

const conversationList = (cli: Cli): Command =>
  new Command('list')
    .description('List conversations, the last one first')
    .addOption(limitOption())
    .addOption(formatOption())
    .action(async ({limit, format}: {limit: number; format?: string}) => {
      const memu = await cli.open();
      // SQLite reads a negative limit as none, as 0 means here.
      const found = memu.conversations.newest(limit === 0 ? -1 : limit);
      const zone = memu.clock.zone;
      await printList(cli, memu, found, {
        format,
        kinds: [conversationKind],
        nothing: 'no conversation is kept',
        line: conversation =>
          joined(
            memu.references.short(conversation.id),
            showDate(conversation.updated_at, zone),
            `${conversation.turns} turns`.padEnd(10),
            nameOf(conversation),
          ),
      });
    });

const turnDocument = ({id, seq, role, speaker, at, text}: Turn) => ({
  ...{id, seq, role, speaker, at, text},
});

const conversationShow = (cli: Cli): Command =>
  new Command('show')
    .description('Show a conversation with all that was said')
    .argument(...referenceArgument)
    .action(async (reference: string) => {
      const memu = await cli.open();
      const conversation = memu.references.getOf(conversationKind, reference);
      const turns = memu.conversations.turns(conversation);
      memu.last.write(conversation.id);
      if (cli.json) {
        const said = turns.map(turnDocument);
        return cli.printJson({...entryDocument(memu, conversation), said});
      }
      const {zone} = memu.clock;
      cli.print(entryPage(conversation, zone));
      for (const {role, speaker, at, text} of turns) {
        cli.print(`\n${localText(at, zone)}  ${speaker ?? role}`);
        cli.print(text.replace(/^/gm, '  '));
      }
    });

/** A turn as `memu memory import` reads it. */
const turnLine = (conversation: Conversation, {id, role, speaker, at, text}: Turn) =>
  JSON.stringify({
    ...{text, created_at: at, id, session: conversation.title || conversation.id, role},
    ...(speaker !== null && {speaker}),
  });

const conversationExport = (cli: Cli): Command =>
  new Command('export')
    .description('Write its turns out, one JSON object a line, as `memu memory import` reads them')
    .argument(...referenceArgument)
    .action(async (reference: string) => {
      const memu = await cli.open();
      const conversation = memu.references.getOf(conversationKind, reference);
      for (const turn of memu.conversations.turns(conversation)) {
        cli.printExact(`${turnLine(conversation, turn)}\n`);
      }
    });
