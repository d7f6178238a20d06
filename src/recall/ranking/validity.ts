/** Facts that are true for some time only: those that hold at the time asked about stand first. */

import {documentId} from '../documents/document-id.ts';
import type {Validity} from '../documents/documents.ts';
import type {Fused} from './fusion.ts';

/** The time that an answer should hold for. Milliseconds since the epoch. */
export interface AskedTime {
  readonly now: number;
  /** `--as-of`: what does not hold then is left out. */
  readonly asOf: number | undefined;
  /** The time that the question names. */
  readonly range: {readonly since: number; readonly until: number} | undefined;
  readonly question: string;
}

const holding = 1.5;
const notHolding = 0.5;
/** Nothing was said of a time: what has ended may still be what is looked for. */
const ended = 0.85;

/**
 * Orders what was found by what held at the time asked about. A fact that has ended is still found,
 * below the others, unless the question is about the present and another fact answers that, or it
 * was replaced and nothing points to the past.
 */
export function byValidity(
  fused: readonly Fused[],
  validityOf: (ids: readonly string[]) => ReadonlyMap<string, Validity>,
  asked: AskedTime,
): Fused[] {
  const memories = fused.filter(({passage}) => passage.kind === 'memory');
  const known = validityOf(memories.map(idOf));
  const {asOf} = asked;
  if (known.size === 0 && asOf === undefined) return [...fused];
  const kept = fused.filter(item => {
    const validity = known.get(idOf(item));
    return validity === undefined || asOf === undefined || holdsIn(validity, asOf, asOf + 1);
  });
  const judged = kept.map(item => scaled(item, factorOf(item, known.get(idOf(item)), asked)));
  const shown = asOf === undefined ? withoutReplaced(judged, known, asked) : judged;
  return shown.toSorted((a, b) => b.score - a.score || b.passage.at - a.passage.at);
}

const idOf = ({passage}: Fused): string => documentId(passage.owner);

function factorOf({passage}: Fused, validity: Validity | undefined, asked: AskedTime): number {
  const {asOf, range, now} = asked;
  if (validity === undefined) {
    // Kept later and undated: nobody knows whether it was true then.
    return asOf !== undefined && passage.kind === 'memory' && passage.at > asOf ? notHolding : 1;
  }
  if (asOf !== undefined) return holding;
  if (range) return holdsIn(validity, range.since, range.until) ? holding : notHolding;
  if (pointsToPast(asked.question)) return 1;
  return holdsIn(validity, now, now + 1) ? 1 : ended;
}

const scaled = (item: Fused, factor: number): Fused =>
  factor === 1 ? item : {...item, score: item.score * factor, text: item.text * factor};

function withoutReplaced(
  fused: readonly Fused[],
  known: ReadonlyMap<string, Validity>,
  {now, range, question}: AskedTime,
): readonly Fused[] {
  if (range || pointsToPast(question)) return fused;
  const isNow = (one: Validity): boolean => holdsIn(one, now, now + 1);
  const isAnswered = fused.some(item => {
    const validity = known.get(idOf(item));
    return validity !== undefined && isNow(validity);
  });
  const isPresent = presentQuestion.test(question) && isAnswered;
  return fused.filter(item => {
    const validity = known.get(idOf(item));
    if (validity === undefined || isNow(validity)) return true;
    return !isPresent && !validity.isReplaced;
  });
}

/** Whether a fact is true at some moment from `since` until `until`. */
function holdsIn({from, to}: Validity, since: number, until: number): boolean {
  if (from !== null && Date.parse(from) >= until) return false;
  return to === null || Date.parse(to) > since;
}

/** "Where does Carl live", "who is my dentist". */
const presentQuestion = /^\W*(?:what|where|who|whom|whose|which|how|do|does|is|are|am)\b/i;

const pastWords =
  /\b(?:did|was|were|had|been|before|formerly|former|previous(?:ly)?|past|earlier|once|ago|ever|history|until|used to|back then|at first|originally|\p{L}{2,}ed)\b/iu;

const pointsToPast = (question: string): boolean => pastWords.test(question);
