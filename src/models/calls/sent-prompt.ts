/** The prompt of one attempt: made for its place, measured, and made again where it did not fit. */
import {withoutHidden} from '../../ground/hidden-characters.ts';
import type {ModelTarget} from '../choosing/model-targets.ts';
import {markOf, type PromptMark, unreadTokens} from '../choosing/prompt-mark.ts';
import type {Estimated} from '../choosing/speeds.ts';
import {estimateMessages} from '../choosing/tokens.ts';
import type {Message} from '../hosts/model-host.ts';
import type {Overflow} from '../transport/model-error.ts';

/** @param shrink how many times smaller than estimated it must be, 1 at first */
export type PromptFor = (place: ModelTarget, shrink: number) => readonly Message[];

export class SentPrompt {
  readonly place: ModelTarget;
  readonly messages: readonly Message[];
  /** Estimated. */
  readonly tokens: number;
  readonly #make: PromptFor;
  readonly #shrink: number;

  constructor(make: PromptFor, place: ModelTarget, shrink = 1) {
    this.place = place;
    this.messages = make(place, shrink).map(asSeen);
    this.tokens = estimateMessages(this.messages);
    this.#make = make;
    this.#shrink = shrink;
  }

  get mark(): PromptMark {
    return markOf(this.messages);
  }

  /** What there is to read for a host that read the prompt of the mark before. */
  estimate(before: PromptMark | undefined): Estimated {
    return {tokens: this.tokens, unread: unreadTokens(this.messages, before)};
  }

  /** The same once more so that it fits what the host said; undefined when it gets no shorter. */
  fitted({promptTokens, window}: Overflow): SentPrompt | undefined {
    const isSmaller = window !== undefined && window < this.place.window;
    const place = isSmaller ? {...this.place, window} : this.place;
    const told = promptTokens === undefined ? this.#shrink * 2 : promptTokens / this.tokens;
    const shrink = Math.max(told, isSmaller ? this.#shrink : this.#shrink * 1.25);
    const next = new SentPrompt(this.#make, place, shrink);
    return next.tokens < this.tokens ? next : undefined;
  }
}

/** A model reads what the person could read, and nothing that is hidden between. */
const asSeen = (message: Message): Message => ({
  ...message,
  content: withoutHidden(message.content),
});
