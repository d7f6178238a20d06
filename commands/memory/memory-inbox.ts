/** `memu memory inbox|accept|reject|extract`: what was proposed and waits for a person's yes. */
import {Command} from 'commander';
import {writeOrRehearse} from '../../src/actions/rehearse.ts';
import type {Memu} from '../../src/app/memu.ts';
import {Keeping} from '../../src/assistant/cards/keeping.ts';
import type {Conversation} from '../../src/conversations/conversation.ts';
import type {EntryBase, Kind} from '../../src/entries/entry.ts';
import {UsageError} from '../../src/ground/errors.ts';
import type {Cli} from '../cli/cli.ts';
import {type DryRun, dryRunOption} from '../cli/options.ts';
import {printAllWritten} from '../entry/entry-actions.ts';
import {formatOption, printList} from '../print/listing.ts';
import {joined, nameOf} from '../print/presentation.ts';

/** Everything proposed, of any kind, the newest first. */
export function proposed(memu: Memu, limit = 200): readonly EntryBase[] {
  const ofKind = (kind: Kind) =>
    memu.entries.select(
      kind,
      "WHERE e.kind = ? AND e.state = 'proposed' ORDER BY e.created_at DESC, e.seq DESC LIMIT ?",
      [kind.name, limit],
    ) as readonly EntryBase[];
  return memu.entries.kinds
    .flatMap(ofKind)
    .toSorted((a, b) => b.created_at.localeCompare(a.created_at))
    .slice(0, limit);
}

export const inboxCommand = (cli: Cli): Command =>
  new Command('inbox')
    .description('What was proposed and waits for your yes, with the words it comes from')
    .addOption(formatOption())
    .action(async ({format}: {format?: string}) => {
      const memu = await cli.open();
      const nothing = 'nothing waits for your yes';
      await printList(cli, memu, proposed(memu), {
        format,
        nothing,
        line: entry => inboxLine(memu, entry),
      });
    });

function inboxLine(memu: Memu, entry: EntryBase): string {
  const {source, due} = entry as EntryBase & {
    readonly source?: {readonly quote: string | null};
    readonly due?: string | null;
  };
  const {supersedes} = entry.metadata;
  const old = typeof supersedes === 'string' ? memu.entries.find(supersedes) : undefined;
  return joined(
    memu.references.short(entry.id),
    entry.kind.padEnd(6),
    nameOf(entry),
    due ? `due ${due}` : '',
    old ? `(instead of: ${nameOf(old)})` : '',
    source?.quote ? `"${source.quote}"` : '',
  );
}

interface DecideOptions {
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly body?: string;
}

export const acceptCommand = (cli: Cli): Command =>
  new Command('accept')
    .description('Keep what was proposed; undo takes it back')
    .argument('[ref...]', 'ids from the inbox')
    .option('--all', 'everything in the inbox')
    .option('--body <text>', 'in your own words')
    .addOption(dryRunOption())
    .action(async (references: readonly string[], options: DecideOptions) => {
      const changes = options.body === undefined ? {} : {title: options.body};
      await decide(cli, references, options, {
        verb: 'kept',
        act: (keeping, id) => keeping.accept(id, changes),
      });
    });

export const rejectCommand = (cli: Cli): Command =>
  new Command('reject')
    .description('Move what was proposed to the trash')
    .argument('[ref...]', 'ids from the inbox')
    .option('--all', 'everything in the inbox')
    .addOption(dryRunOption())
    .action(async (references: readonly string[], options: DecideOptions) => {
      await decide(cli, references, options, {
        verb: 'rejected',
        act: (keeping, id) => keeping.drop(id),
      });
    });

interface Decision {
  readonly verb: string;
  readonly act: (keeping: Keeping, id: string) => void;
}

async function decide(
  cli: Cli,
  references: readonly string[],
  {all, dryRun}: DecideOptions,
  {verb, act}: Decision,
): Promise<void> {
  if (references.length === 0 && !all) {
    throw new UsageError('which of them?', {hint: 'memu memory inbox, or --all'});
  }
  const memu = await cli.open();
  const ids = all
    ? proposed(memu).map(entry => entry.id)
    : references.map(reference => memu.references.get(reference).id);
  const keeping = new Keeping(memu);
  const decided = writeOrRehearse(memu, dryRun, () =>
    memu.operations.run(verb === 'kept' ? 'accept' : 'reject', () =>
      ids.map(id => {
        act(keeping, id);
        return memu.entries.get(id);
      }),
    ),
  );
  printAllWritten(cli, memu, decided, {verb, isRehearsal: dryRun});
  if (decided.length === 0) cli.tell('the inbox is empty');
}

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
      await printList(cli, memu, found, {nothing, line: entry => inboxLine(memu, entry)});
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
