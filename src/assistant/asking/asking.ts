/** Answers a question from what is kept, without a model: by its kind, with what speaks for it, or not at all. */
import {wordsOf} from '../../recall/terms/analysis.ts';
import {stopWords} from '../../recall/terms/stop-words.ts';
import type {ExtractivePart} from '../extractive/extractive-answer.ts';
import type {Intent} from '../reading/intent.ts';
import {agendaAnswer, goalsAnswer, nextAnswer} from './choices.ts';
import {countAnswer, sumAnswer} from './counting.ts';
import {factAnswer, whetherAnswer} from './facts.ts';
import type {Life} from './life.ts';
import {periodAnswer, summaryAnswer} from './periods.ts';
import {type Question, type QuestionKind, readQuestion} from './question.ts';
import {requestAnswer} from './requests.ts';
import {whenAnswer} from './whens.ts';

type Answering = (
  life: Life,
  question: Question,
) => ExtractivePart | undefined | Promise<ExtractivePart | undefined>;

const answers: Readonly<Record<QuestionKind, Answering>> = {
  next: nextAnswer,
  agenda: agendaAnswer,
  goals: goalsAnswer,
  period: periodAnswer,
  summary: summaryAnswer,
  count: countAnswer,
  sum: sumAnswer,
  when: whenAnswer,
  whether: whetherAnswer,
  fact: factAnswer,
};

export interface Around {
  readonly intent: Intent;
  /** What the person said before, for follow-ups. */
  readonly before: string | undefined;
}

/**
 * What is kept about a question; says so where nothing is. Undefined for what is no question, or is in
 * a language whose questions are not known here.
 */
export async function answerFromLife(
  life: Life,
  text: string,
  {intent, before}: Around,
): Promise<ExtractivePart | undefined> {
  const question = inContext(readQuestion(text, life.clock), before, life);
  if (question.kind === 'next') return nextAnswer(life, question);
  if (intent.kind === 'change') return requestAnswer(text, life);
  if (intent.kind !== 'question' && !asksByKind.has(question.kind)) return undefined;
  if (!asksByKind.has(question.kind) && question.days === undefined && !isEnglish(text))
    return undefined;
  const answer = await answers[question.kind](life, question);
  return answer ?? factAnswer(life, question);
}

/** Kinds that no statement looks like. */
const asksByKind: ReadonlySet<QuestionKind> = new Set([
  'summary',
  'agenda',
  'goals',
  'sum',
  'count',
]);

/** "And how much was it?" is about what was asked before. */
function inContext(question: Question, before: string | undefined, life: Life): Question {
  const needsSubject = ['fact', 'when', 'whether', 'count', 'sum'].includes(question.kind);
  if (!needsSubject || question.subject.words.length > 0 || before === undefined) return question;
  if (!pointsBack.test(question.text)) return question;
  const {subject, days, time} = readQuestion(before, life.clock);
  return {
    ...question,
    subject,
    text: `${question.text} ${before}`,
    days: question.days ?? days,
    time: question.time || time,
  };
}

const pointsBack =
  /^\W*(?:and|but|so|what about|how about)\b|\b(?:it|that|this|they|them|those|these|he|she|him|her|there|then)\b/i;

const isEnglish = (text: string): boolean =>
  wordsOf(text).some(word => stopWords.has(word)) || wordsOf(text).length < 3;
