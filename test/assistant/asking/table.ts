/** Questions as people ask them, with what an answer must have and must not have. */
import {Memu} from '../../../src/app/memu.ts';
import type {Assistant} from '../../../src/assistant/assistant.ts';
import type {Proposal} from '../../../src/assistant/conversation/events.ts';
import {fixedClock} from '../../../src/ground/time.ts';

export interface Asked {
  /** Which kind of question it is, for the figures. */
  readonly kind: string;
  readonly question: string;
  /** Each must stand in the answer. */
  readonly has?: readonly (string | RegExp)[];
  /** Somebody else's facts, and things of another time. */
  readonly lacks?: readonly (string | RegExp)[];
  /** Nothing is kept, and the answer says so. */
  readonly isNothing?: boolean;
  readonly card?: {readonly kind: Proposal['kind']; readonly title: RegExp; readonly due?: string};
}

export interface Judged {
  readonly asked: Asked;
  readonly answer: string;
  readonly isRight: boolean;
  /** It says what belongs to somebody or something else. */
  readonly isForeign: boolean;
}

/** Wednesday. */
export const now = '2026-11-25T09:30:00.000Z';

/** A life that is asked and forgotten. */
export async function inLife<Result>(
  home: string,
  live: (memu: Memu) => void,
  ask: (assistant: Assistant) => Promise<Result>,
): Promise<Result> {
  const memu = await Memu.open({
    env: {MEMU_HOME: home, MEMU_LLM_HOSTS: ''},
    clock: fixedClock(now, 'Europe/Berlin'),
  });
  live(memu);
  const assistant = await memu.openAssistant({recallOnly: true});
  try {
    return await ask(assistant);
  } finally {
    await assistant.close();
    memu.close();
  }
}

export async function judge(assistant: Assistant, asked: Asked): Promise<Judged> {
  let answer = '';
  const cards: Proposal[] = [];
  for await (const event of assistant.send(asked.question)) {
    if (event.type === 'delta') answer += event.text;
    if (event.type === 'proposal') cards.push(event.proposal);
  }
  const has = (asked.has ?? []).every(part => isIn(part, answer));
  const isForeign = (asked.lacks ?? []).some(part => isIn(part, answer));
  const saysNothing = /nothing that is kept|nothing is (?:due|overdue)|no task/i.test(answer);
  const isNothing = asked.isNothing ? saysNothing && !/\n {2}> /.test(answer) : true;
  return {
    asked,
    answer,
    isForeign: isForeign || (asked.isNothing === true && /\n {2}> /.test(answer)),
    isRight: has && !isForeign && isNothing && fits(asked, cards),
  };
}

const isIn = (part: string | RegExp, answer: string): boolean =>
  typeof part === 'string' ? answer.toLowerCase().includes(part.toLowerCase()) : part.test(answer);

function fits({card}: Asked, cards: readonly Proposal[]): boolean {
  if (!card) return cards.length === 0;
  const [first] = cards;
  if (!first || first.kind !== card.kind || !card.title.test(first.title)) return false;
  return card.due === undefined || String(first.fields.due).startsWith(card.due);
}
