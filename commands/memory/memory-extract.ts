/** `memu memory extract`: memories that a conversation holds, for a person to decide about. */
import {Command} from 'commander';
import type {Memu} from '../../src/app/memu.ts';
import type {Conversation} from '../../src/conversations/conversation.ts';
import {nameOf} from '../../src/entries/entry-name.ts';
import type {Cli} from '../cli/cli.ts';
import type {DryRun} from '../cli/options.ts';
import {inboxLine} from '../inbox/inbox.ts';
import {printList} from '../print/listing.ts';

export const extractCommand = (cli: Cli): Command =>
  new Command('extract')
    .description('Look for memories in a conversation; they wait in the inbox')
    .argument('[ref]', 'the conversation; otherwise the latest')
    .option('--dry-run', 'say what a model would be shown; ask none, keep nothing')
    .action(async (reference: string | undefined, {dryRun}: DryRun) => {
      const {onInterrupt} = await import('../cli/interrupt.ts');
      const {conversationKind} = await import('../../src/conversations/conversation.ts');
      const memu = await cli.open();
      const [latest] = memu.conversations.newest(1);
      const conversation =
        reference === undefined ? latest : memu.references.getOf(conversationKind, reference);
      if (dryRun) return rehearseExtraction(cli, memu, conversation);
      const assistant = await memu.openAssistant(conversation ? {conversation} : {});
      const interrupt = onInterrupt();
      const ids: string[] = [];
      try {
        for await (const event of assistant.extract({signal: interrupt.signal})) {
          if (event.type === 'proposal') ids.push(event.proposal.id);
          if (event.type === 'notice') cli.tell(event.text);
        }
      } finally {
        interrupt.forget();
        await assistant.close();
      }
      const found = ids.map(id => memu.entries.get(id));
      const nothing = 'nothing was found that is worth keeping';
      await printList(cli, memu, found, {nothing, line: entry => inboxLine(memu, {entry})});
    });

/** Only what the person said is ever shown to the model that looks for memories. */
function rehearseExtraction(cli: Cli, memu: Memu, conversation: Conversation | undefined): void {
  const turns = conversation ? memu.conversations.turns(conversation) : [];
  const said = turns.filter(turn => turn.role === 'user').map(turn => turn.text);
  if (cli.json) return cli.printJson({conversation: conversation?.id ?? null, said});
  if (!conversation) return cli.tell('there is no kept conversation to look at');
  cli.print(`${memu.references.short(conversation.id)}  ${nameOf(conversation)}`);
  for (const text of said) cli.print(`  > ${text}`);
  cli.tell('a model would be asked for memories in these words; none was asked, nothing was kept');
}
