/** `memu inbox [accept|reject|edit]`: everything that was proposed and waits for a person's yes. */
import {Command} from 'commander';
import {
  type Answer,
  decideProposals,
  editProposal,
  inbox,
  proposalFields,
  type Waiting,
} from '../../src/actions/inbox.ts';
import {findProposal} from '../../src/actions/references.ts';
import type {Memu} from '../../src/app/memu.ts';
import {nameOf} from '../../src/entries/entry-name.ts';
import {UsageError} from '../../src/ground/errors.ts';
import {count} from '../../src/ground/text.ts';
import type {Cli} from '../cli/cli.ts';
import {editText} from '../cli/editor.ts';
import type {CommandsInHelp} from '../cli/in-help.ts';
import {type DryRun, dryRunOption, referenceArgument, severalOption} from '../cli/options.ts';
import {printAllWritten, printWritten} from '../entry/entry-actions.ts';
import {formatOption, printList} from '../print/listing.ts';
import {joined} from '../print/presentation.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  inboxCommand: {
    group: 'Keeping',
    order: 50,
    summary: 'What was proposed and waits for your yes: {commands}',
  },
};

export const inboxCommand = (cli: Cli): Command =>
  new Command('inbox')
    .description('Decide about what was proposed, of every kind')
    .addCommand(inboxList(cli, 'list'), {isDefault: true})
    .addCommand(decideCommand(cli, 'accept'))
    .addCommand(decideCommand(cli, 'reject'))
    .addCommand(editCommand(cli));

/** What waits, as `memu inbox` and `memu memory inbox` list it. */
export const inboxList = (cli: Cli, name: 'inbox' | 'list'): Command =>
  new Command(name)
    .description('What was proposed and waits for your yes, with the words it comes from')
    .addOption(formatOption())
    .action(async ({format}: {format?: string}) => {
      const memu = await cli.open();
      const waiting = inbox(memu);
      const byId = new Map(waiting.map(one => [one.entry.id, one]));
      await printList(
        cli,
        memu,
        waiting.map(({entry}) => entry),
        {
          format,
          nothing: 'nothing waits for your yes',
          line: entry => inboxLine(memu, byId.get(entry.id) ?? {entry}),
        },
      );
    });

/** `3f9a  memory  Has a cat called Minka  "my cat is called Minka"` */
export function inboxLine(
  memu: Memu,
  {entry, milestones = [], replaces}: Pick<Waiting, 'entry'> & Partial<Waiting>,
): string {
  const {source, due} = entry as Waiting['entry'] & {
    readonly source?: {readonly quote: string | null};
    readonly due?: string | null;
  };
  return joined(
    memu.references.short(entry.id),
    entry.kind.padEnd(6),
    nameOf(entry),
    due ? `due ${due}` : '',
    milestones.length > 0 ? `(its plan: ${count(milestones.length, 'milestone')})` : '',
    replaces ? `(instead of: ${nameOf(replaces)})` : '',
    source?.quote ? `"${source.quote}"` : '',
  );
}

interface DecideOptions extends DryRun {
  readonly all?: boolean;
  readonly body?: string;
}

/** `accept` and `reject`, also under their older words. */
export function decideCommand(cli: Cli, answer: Answer, command?: string): Command {
  const isAccepting = answer === 'accept';
  const about = isAccepting
    ? 'Keep what was proposed; undo takes it back'
    : 'Move what was proposed to the trash';
  const decide = new Command(answer)
    .description(about)
    .argument('[ref...]', 'ids from the inbox')
    .option('--all', 'everything in the inbox')
    .addOption(dryRunOption());
  if (isAccepting) decide.option('--body <text>', 'in your own words');
  return decide.action(async (references: readonly string[], options: DecideOptions) => {
    const {all, body: title, dryRun} = options;
    const memu = await cli.open();
    const decided = decideProposals(memu, {answer, references, all, title, dryRun, command});
    const entries = decided.flatMap(({entry, tasks}) => [entry, ...tasks]);
    const verb = isAccepting ? 'kept' : 'rejected';
    printAllWritten(cli, memu, entries, {verb, isRehearsal: dryRun});
    if (decided.length === 0) cli.tell('the inbox is empty');
  });
}

interface EditOptions extends DryRun {
  readonly title?: string;
  readonly set?: readonly string[];
  readonly accept?: boolean;
}

const editCommand = (cli: Cli): Command =>
  new Command('edit')
    .description('Change what was proposed; without options its text opens in the editor')
    .argument(...referenceArgument)
    .option('--title <text>', 'what it is called, or what a memory says')
    .addOption(severalOption('--set <name=value>', 'a field: due="friday 9am", tags=home,garden'))
    .option('--accept', 'and keep it')
    .addOption(dryRunOption())
    .action(async (reference: string, options: EditOptions) => {
      const memu = await cli.open();
      const {accept, dryRun} = options;
      const isTyped = options.title !== undefined || options.set !== undefined;
      const changes = isTyped ? typed(options) : await edited(cli, memu, reference);
      const entry = editProposal(memu, {reference, ...changes, accept, dryRun});
      const verb = accept ? 'kept' : 'changed';
      printWritten(cli, memu, {entry, verb, isRehearsal: dryRun});
    });

interface Typed {
  readonly title?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

function typed({title, set = []}: EditOptions): Typed {
  const fields = set.map(text => {
    const at = text.indexOf('=');
    if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1)];
    throw new UsageError(`"${text}" is no name=value`, {
      hint: 'memu inbox edit REF --set due=friday',
    });
  });
  return {...(title !== undefined && {title}), fields: Object.fromEntries(fields)};
}

/** The card as text in the person's editor; what reads as before stays as it is. */
async function edited(cli: Cli, memu: Memu, reference: string): Promise<Typed> {
  const entry = findProposal(memu, reference);
  const {cardText, parseCard} = await import('../../tui/chat/card-text.ts');
  const {zone} = memu.clock;
  const title = (entry.title || entry.body).replace(/\s+/g, ' ').trim();
  const before = {title, fields: proposalFields(entry)};
  const text = await editText(
    cli,
    `${cardText(before, zone)}\n`,
    `${entry.kind}.md`,
    'memu inbox edit --help',
  );
  const after = parseCard(text.trimEnd(), before, zone);
  const names = [...new Set([...Object.keys(before.fields), ...Object.keys(after.fields)])];
  const fields = names
    .filter(name => String(before.fields[name]) !== String(after.fields[name]))
    .map(name => [name, String(after.fields[name] ?? 'none')]);
  return {
    ...(after.title !== title && {title: after.title}),
    fields: Object.fromEntries(fields),
  };
}
