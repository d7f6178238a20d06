/** Keeps what is said, turn by turn, before anything else is done with it; or nothing, incognito. */
import type {Conversation, Turn, TurnInput} from '../../conversations/conversation.ts';
import {excerpt} from '../../ground/text.ts';
import type {AnswerState} from './events.ts';
import type {Spoken} from './spoken.ts';

/** The sliver of the conversations that is used here. */
export interface ConversationStore {
  begin(input: {readonly title: string}): Conversation;
  append(conversation: Conversation, turns: readonly TurnInput[]): Turn[];
  turns(conversation: Conversation, limit?: number): Turn[];
  setSummary(conversation: Conversation, summary: string, covered: number): Conversation;
  markExtracted(conversation: Conversation): Conversation;
  newest(limit: number): readonly Conversation[];
}

/** Most turns that are read back for a prompt; what is older is in the summary. */
const mostTurns = 200;

export class ConversationLog {
  readonly #store: ConversationStore | undefined;
  #conversation: Conversation | undefined;
  #spoken: Spoken[] = [];
  #lastQuestion: string | undefined;

  /** Without a store nothing is kept. A conversation given is continued. */
  constructor(store: ConversationStore | undefined, conversation?: Conversation) {
    this.#store = store;
    this.#conversation = conversation;
    if (store && conversation)
      this.#spoken = store.turns(conversation, mostTurns).flatMap(spokenOf);
  }

  get conversation(): Conversation | undefined {
    return this.#conversation;
  }

  /** What was said so far, oldest first. */
  get spoken(): readonly Spoken[] {
    return this.#spoken;
  }

  /** Id of the last thing the person said; undefined when it is not kept. */
  get lastQuestion(): string | undefined {
    return this.#lastQuestion;
  }

  get isKept(): boolean {
    return this.#store !== undefined;
  }

  /** Keeps what the person said; returns the turn's id. The first words become the title. */
  addQuestion(text: string, metadata: TurnInput['metadata'] = {}): string | undefined {
    this.#spoken = [...this.#spoken, {role: 'user', text}];
    if (!this.#store) return undefined;
    this.#conversation ??= this.#store.begin({title: excerpt(text, 60)});
    this.#lastQuestion = this.#append({role: 'user', text, metadata: {...metadata, asked: true}});
    return this.#lastQuestion;
  }

  /**
   * Keeps an answer, whole or the part that came, as the turn of this id. While memu was put aside for
   * long, another one may have taken the part up under that id: then the whole answer gets its own.
   */
  addAnswer(text: string, about: TurnInput['metadata'] = {}, id?: string): string | undefined {
    this.#spoken = [...this.#spoken, {role: 'assistant', text, state: stateOf(about)}];
    const turn = answerTurn(text, about);
    const kept = id === undefined ? undefined : this.#append({...turn, id});
    return kept ?? this.#append(turn);
  }

  /** Turns that are in the summary already. */
  get covered(): number {
    const covered = this.#conversation?.metadata.summarised;
    return typeof covered === 'number' ? covered : 0;
  }

  setSummary(summary: string, covered: number): void {
    if (!this.#store || !this.#conversation) return;
    this.#conversation = this.#store.setSummary(this.#conversation, summary, covered);
  }

  /** Keeps a judgement beside the answer it is about. */
  addRating(turn: TurnInput): void {
    this.#append(turn);
  }

  #append(turn: TurnInput): string | undefined {
    if (!this.#store || !this.#conversation) return undefined;
    return this.#store.append(this.#conversation, [turn])[0]?.id;
  }
}

/** An answer as the turn that keeps it. */
export const answerTurn = (text: string, about: TurnInput['metadata'] = {}): TurnInput => ({
  role: 'assistant',
  speaker: 'memu',
  text,
  metadata: {answer: about},
});

/** What a turn adds to what was said; judgements and what tools say add nothing. */
export const spokenOf = ({role, text, metadata}: Turn): Spoken[] => {
  if (role === 'user') return [{role, text}];
  return role === 'assistant' ? [{role, text, state: stateOf(metadata.answer)}] : [];
};

const stateOf = (about: unknown): AnswerState | undefined =>
  (about as {readonly state?: AnswerState} | undefined)?.state;

/** The last question and what came of it; undefined before anything was asked. */
export function lastExchange(spoken: readonly Spoken[]) {
  const at = spoken.findLastIndex(one => one.role === 'user');
  if (at < 0) return undefined;
  const {text, state = 'complete'} = spoken.slice(at + 1).at(-1) ?? {};
  return {question: spoken[at]!.text, answer: text === undefined ? undefined : {text, state}};
}
