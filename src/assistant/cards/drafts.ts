/** What a line asks to be kept or done, as drafts for cards: plain orders are read by rules. */
import type {Capture} from '../../language/capture/capture.ts';
import type {ProposalKind} from '../conversation/events.ts';

/** A proposal before anybody has seen it. */
export interface Draft {
  readonly kind: ProposalKind;
  readonly title: string;
  readonly fields: Readonly<Record<string, string | number | readonly string[]>>;
  /** The person's words that it comes from. */
  readonly quote: string | undefined;
  /** The task that would be completed. */
  readonly task?: string;
  /** The memory that would be superseded. */
  readonly supersedes?: string;
}

const explicit =
  /^\W*(please |can you |could you |would you )?(add|create|make|remind me( to)?|put|note( down)?|remember( that)?|save|keep|write down|schedule)\b[\s:,-]*(me )?((a|an|the|my|new) )*(task|to-?do|reminder|note|memory)?\b[\s:,-]*(to |that |for )?/i;

/** The words of a plain order, without the order itself: `call mum tomorrow`; undefined for anything else. */
export function readOrder(
  text: string,
): {readonly kind: 'task' | 'note' | 'memory'; readonly line: string} | undefined {
  const match = explicit.exec(text.trim());
  if (!match) return undefined;
  const line = text
    .trim()
    .slice(match[0].length)
    .replace(/[?.!]+$/, '')
    .trim();
  if (line === '' || line.includes('\n')) return undefined;
  const [verb, noun] = [match[2]!.toLowerCase(), (match[7] ?? '').toLowerCase()];
  if (noun === 'note' || /^(note|write)/.test(verb)) return {kind: 'note', line};
  if (noun === 'memory' || (verb.startsWith('remember') && !/^(to|about)\b/.test(line)))
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

/** A draft from a line that quick capture understood. */
export function draftOf(capture: Capture, quote: string): Draft {
  const {kind, title, due, scheduled, priority, energy, minutes, tags, memoryType} = capture;
  const labels: Draft['fields'] = tags.length > 0 ? {tags} : {};
  const shared = {title, quote, fields: labels};
  if (kind === 'note') return {...shared, kind: 'note'};
  if (kind === 'memory')
    return {...shared, kind: 'memory', fields: {...shared.fields, type: memoryType ?? 'fact'}};
  return {
    ...shared,
    kind: 'task',
    fields: {
      ...shared.fields,
      ...(due !== undefined && {due}),
      ...(scheduled !== undefined && {scheduled}),
      ...(priority !== undefined && {priority}),
      ...(energy !== undefined && {energy}),
      ...(minutes !== undefined && {duration_minutes: minutes}),
    },
  };
}

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
