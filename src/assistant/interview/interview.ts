/** A conversation in which memu asks: kept answer by answer, so that it goes on after a power cut. */
import type {Conversation, Turn} from '../../conversations/conversation.ts';
import type {Conversations} from '../../conversations/conversations.ts';
import {MemuError, UsageError} from '../../ground/errors.ts';
import {type Clock, today} from '../../ground/time.ts';
import type {Models} from '../../models/models.ts';
import type {Note} from '../../notes/note.ts';
import type {Notes} from '../../notes/notes.ts';
import {interviewTopics} from './interview-questions.ts';

export interface InterviewDeps {
  readonly conversations: Pick<Conversations, 'begin' | 'append' | 'turns' | 'newest'>;
  readonly notes: Pick<Notes, 'add'>;
  readonly clock: Clock;
  /** Undefined: the fixed questions only. */
  readonly models: Models | undefined;
}

interface Mark {
  readonly topic: string;
  /** Which of the fixed questions it is or follows. */
  readonly question: number;
  readonly isFollowUp: boolean;
}

/** How many earlier conversations are looked at for one that was broken off. */
const lookedAt = 50;

export class Interview {
  readonly topic: string;
  readonly conversation: Conversation;
  readonly isResumed: boolean;
  readonly #parts: InterviewDeps;
  readonly #questions: readonly string[];

  /** Goes on with an interview on the topic that was broken off, or begins one. @throws UsageError */
  constructor(parts: InterviewDeps, topic: string) {
    const questions = interviewTopics[topic];
    if (!questions) {
      throw new UsageError(`there are no questions about ${topic}`, {
        hint: Object.keys(interviewTopics).join(', '),
      });
    }
    this.#parts = parts;
    this.topic = topic;
    this.#questions = questions;
    const open = parts.conversations.newest(lookedAt).find(one => isOpen(one, topic, parts));
    this.isResumed = open !== undefined;
    this.conversation =
      open ??
      parts.conversations.begin({title: `Interview: ${topic}`, metadata: {interview: topic}});
  }

  /** What was asked and answered so far. */
  get answered(): readonly {readonly question: string; readonly answer: Turn}[] {
    const turns = this.#turns();
    return turns.flatMap((turn, index) => {
      const answer = turns[index + 1];
      return turn.role === 'assistant' && answer?.role === 'user'
        ? [{question: turn.text, answer}]
        : [];
    });
  }

  /** The next question, or undefined when all were asked. One that was left unanswered comes again. */
  async next(signal: AbortSignal): Promise<string | undefined> {
    const turns = this.#turns();
    const last = turns.at(-1);
    if (last?.role === 'assistant') return last.text;
    const mark = markOf(turns.findLast(turn => turn.role === 'assistant'));
    const followUp =
      last && mark && !mark.isFollowUp ? await this.#followUp(turns, signal) : undefined;
    if (followUp !== undefined && mark) return this.#ask(followUp, {...mark, isFollowUp: true});
    const question = mark === undefined ? 0 : mark.question + 1;
    const text = this.#questions[question];
    return text === undefined
      ? undefined
      : this.#ask(text, {topic: this.topic, question, isFollowUp: false});
  }

  /** What is asked next unless a model asks something before it; nothing is kept by looking. */
  get upcoming(): string | undefined {
    const last = this.#turns().findLast(turn => turn.role === 'assistant');
    const isUnanswered = last !== undefined && this.#turns().at(-1)?.id === last.id;
    if (isUnanswered) return last.text;
    return this.#questions[(markOf(last)?.question ?? -1) + 1];
  }

  answer(text: string): void {
    this.#parts.conversations.append(this.conversation, [
      {role: 'user', text, metadata: {interviewed: true}},
    ]);
  }

  /** A question that a person does not want to answer. */
  skip(): void {
    this.#parts.conversations.append(this.conversation, [
      {role: 'other', text: '', metadata: {skipped: true}},
    ]);
  }

  /** Ends the interview with a note of what was said; undefined when nothing was. */
  finish(): Note | undefined {
    const {answered} = this;
    this.#parts.conversations.append(this.conversation, [
      {role: 'other', text: '', metadata: {finished: this.topic}},
    ]);
    if (answered.length === 0) return undefined;
    const body = answered
      .map(({question, answer}) => `## ${question}\n\n${answer.text}`)
      .join('\n\n');
    return this.#parts.notes.add({
      title: `Interview: ${this.topic}, ${today(this.#parts.clock)}`,
      body: `${body}\n`,
      notebook: 'interviews',
      links: [this.conversation.id],
    });
  }

  #turns(): readonly Turn[] {
    return this.#parts.conversations.turns(this.conversation);
  }

  #ask(text: string, mark: Mark): string {
    const metadata = {answer: {interview: mark}};
    this.#parts.conversations.append(this.conversation, [
      {role: 'assistant', speaker: 'memu', text, metadata},
    ]);
    return text;
  }

  /** A model may ask one thing more about an answer; without one, or when it fails, none is asked. */
  async #followUp(turns: readonly Turn[], signal: AbortSignal): Promise<string | undefined> {
    const {models} = this.#parts;
    const answer = turns.findLast(turn => turn.role === 'user');
    if (!models || !answer || answer !== turns.at(-1) || answer.text.length < 25) return undefined;
    const {askFollowUp} = await import('./follow-up.ts');
    try {
      const question = turns.findLast(turn => turn.role === 'assistant')?.text ?? '';
      return await askFollowUp({models, question, answer: answer.text, signal});
    } catch (error) {
      if (error instanceof MemuError && !signal.aborted) return undefined;
      throw error;
    }
  }
}

const markOf = (turn: Turn | undefined): Mark | undefined =>
  (turn?.metadata.answer as {readonly interview?: Mark} | undefined)?.interview;

const isOpen = (one: Conversation, topic: string, parts: InterviewDeps): boolean =>
  one.metadata.interview === topic &&
  !parts.conversations.turns(one).some(turn => 'finished' in turn.metadata);
