/** Remembers the last answer of a conversation, so that a person can say whether it was good. */
import type {ConversationLog} from './conversation/conversation-log.ts';
import type {DoneEvent} from './conversation/events.ts';
import {type Rating, ratingTurn} from './conversation/feedback.ts';
import type {Prompt} from './prompt/prompt.ts';

interface About {
  readonly question: string;
  readonly model: {readonly model: string | undefined; readonly host: string | undefined};
  readonly prompt: Prompt | undefined;
}

export class Rater {
  readonly #log: ConversationLog;
  readonly #tally: {rate(model: string, isGood: boolean): void};
  #last: Omit<Rating, 'isGood' | 'why' | 'correction'> | undefined;

  constructor(log: ConversationLog, tally: {rate(model: string, isGood: boolean): void}) {
    this.#log = log;
    this.#tally = tally;
  }

  answered(done: DoneEvent, {question, model, prompt}: About): void {
    const isRatable = done.turn !== undefined && done.state !== 'quoted' && done.state !== 'cached';
    this.#last = isRatable
      ? {
          answer: done.turn,
          question,
          text: done.text,
          model: model.model ?? '',
          host: model.host ?? '',
          prompt: prompt?.messages.map(({role, content}) => ({role, content})) ?? [],
        }
      : undefined;
  }

  /**
   * Keeps the judgement and says so. What stands behind ` => ` in the reason is what the answer should
   * have been.
   */
  rate(isGood: boolean, reason: string): string {
    if (!this.#last) return 'There is no answer of a model to judge, or nothing is kept.';
    const [why = '', correction = ''] = reason.split(/\s*=>\s*/, 2).map(withoutQuotes);
    this.#log.addRating(ratingTurn({...this.#last, isGood, why, correction}));
    this.#tally.rate(this.#last.model, isGood);
    return correction === '' ? 'Kept.' : 'Kept, with your correction.';
  }
}

const withoutQuotes = (text: string): string => text.trim().replace(/^"(.*)"$/s, '$1');
