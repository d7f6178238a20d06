/** What a line asks to be kept or done, as drafts for cards: plain orders are read by rules. */
import type {CapturedEntry} from '../../capture/captured-entry.ts';
import type {TaskInput} from '../../planner/tasks/task.ts';
import type {ProposalKind} from '../conversation/events.ts';

/** A proposal before anybody has seen it. */
export interface ProposalDraft {
  readonly kind: ProposalKind;
  readonly title: string;
  readonly fields: Readonly<Record<string, string | number | readonly string[]>>;
  /** The person's words that it comes from. */
  readonly quote: string | undefined;
  /** The task that would be completed. */
  readonly task?: string;
  /** What goes with a task's rule and is no matter for a card: its zone, its first occurrence. */
  readonly repeating?: TaskInput;
  /** The memory that would be superseded. */
  readonly supersedes?: string;
}

const explicit =
  /^\W*(please |can you |could you |would you )?(?<verb>add|create|make|remind me( to)?|put|note( down)?|remember( that)?|save|keep|write down|schedule)\b[\s:,-]*(me )?((a|an|the|my|new) )*(?<noun>task|to-?do|reminder|note|memory)?\b[\s:,-]*(to |that |for )?/i;

/** A plain order: what is to be kept, and the words without the order itself. */
export interface Order {
  readonly kind: 'task' | 'note' | 'memory';
  readonly line: string;
}

/** The words of a plain order: `call mum tomorrow`; undefined for anything else. */
export function readOrder(text: string): Order | undefined {
  const match = explicit.exec(text.trim());
  if (!match) return undefined;
  const line = text
    .trim()
    .slice(match[0].length)
    .replace(/[?.!]+$/, '')
    .replace(/ (?:on|to|onto) (?:my|the) (?:to-?do |task )?list$/i, '')
    .trim();
  if (line === '' || line.includes('\n')) return undefined;
  const {verb = '', noun = ''} = match.groups ?? {};
  const [does, what] = [verb.toLowerCase(), noun.toLowerCase()];
  if (what === 'note' || /^(note|write)/.test(does)) return {kind: 'note', line};
  if (what === 'memory' || (does.startsWith('remember') && !/^(to|about)\b/.test(line)))
    return {kind: 'memory', line};
  return {kind: 'task', line: line.replace(/^to /, '')};
}

const wish =
  /^\W*i (really |also |still )?((need|have|want|ought) to|must|should|gotta|('ve|have) got to) +(?=\p{L})/iu;

/** What somebody says that they have to do: `renew my passport friday`; undefined for anything else. */
export function readWish(text: string): string | undefined {
  const line = text.trim();
  const match = wish.exec(line);
  if (!match || line.includes('\n')) return undefined;
  return line.slice(match[0].length).replace(/[.!]+$/, '');
}

/** A draft from what a captured line asks for; a goal is no matter for a card. */
export function draftOf(
  {kind, fields}: Exclude<CapturedEntry, {kind: 'goal'}>,
  quote: string,
): ProposalDraft {
  if (kind === 'note')
    return {kind, quote, title: fields.body ?? '', fields: shown(fields, ['tags'])};
  if (kind === 'memory') {
    return {kind, quote, title: fields.body ?? '', fields: shown(fields, ['tags', 'type'])};
  }
  const {recur_from, recur_zone, occurrence, except_dates} = fields;
  return {
    kind,
    quote,
    title: fields.title ?? '',
    fields: shown(fields, shownOfTask),
    ...(fields.recurrence && {
      repeating: {recur_from, recur_zone, occurrence, except_dates} as TaskInput,
    }),
  };
}

const shownOfTask = [
  ...['tags', 'areas', 'due', 'scheduled', 'recurrence', 'priority', 'energy'],
  ...['duration_minutes', 'goal_id'],
];

/** The fields of these names that say something. */
const shown = (fields: object, names: readonly string[]): ProposalDraft['fields'] =>
  Object.fromEntries(
    names
      .map(name => [name, (fields as ProposalDraft['fields'])[name]] as const)
      .filter(([, value]) => value != null && !(Array.isArray(value) && value.length === 0)),
  ) as ProposalDraft['fields'];

/** Whether the words stand in the text, blanks and case aside. */
export function isQuoted(quote: string, text: string): boolean {
  const plain = (words: string) =>
    words
      .toLowerCase()
      .replace(/[\s"'“”‘’„.,;:!?]+/g, ' ')
      .trim();
  const wanted = plain(quote);
  return wanted !== '' && ` ${plain(text)} `.includes(` ${wanted} `);
}
