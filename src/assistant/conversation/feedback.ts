/** A person's judgement of answers: kept in the conversation it belongs to, and exported as pairs for training. */
import type {TurnInput} from '../../conversations/conversation.ts';

export interface Rating {
  /** Id of the answer's turn. */
  readonly answer: string;
  readonly isGood: boolean;
  readonly why: string;
  /** What the answer should have been. */
  readonly correction: string;
  readonly model: string;
  readonly host: string;
  /** The question and the answer as they were, and the prompt that led to it. */
  readonly question: string;
  readonly text: string;
  readonly prompt: readonly {readonly role: string; readonly content: string}[];
}

/** A rating as the turn that keeps it. */
export const ratingTurn = (rating: Rating): TurnInput => ({
  role: 'system',
  speaker: 'memu',
  text: [rating.isGood ? 'good' : 'bad', rating.why].filter(part => part !== '').join(': '),
  metadata: {feedback: {...rating}},
});

export interface KeptRating extends Rating {
  readonly id: string;
  readonly conversation: string;
  readonly at: string;
}

interface RatedTurn {
  readonly id: string;
  readonly conversation: string;
  readonly at: string;
  readonly metadata: {readonly [key: string]: unknown};
}

export const ratingOf = ({id, conversation, at, metadata}: RatedTurn): KeptRating => ({
  ...(metadata.feedback as Rating),
  id,
  conversation,
  at,
});

/** One pair for preference training: the same prompt, a better and a worse answer. */
export interface PreferencePair {
  readonly prompt: Rating['prompt'];
  readonly chosen: string;
  readonly rejected: string;
  readonly model: string;
  readonly why: string;
  readonly at: string;
}

/** Pairs from corrections, and from a bad and a good answer to the same question in one conversation. */
export function preferencePairs(ratings: readonly KeptRating[]): readonly PreferencePair[] {
  return ratings
    .filter(rating => !rating.isGood)
    .flatMap(bad => {
      const {prompt, text: rejected, model, why, at} = bad;
      const chosen = bad.correction || betterAnswer(bad, ratings)?.text;
      return chosen ? [{prompt, chosen, rejected, model, why, at}] : [];
    });
}

const betterAnswer = (bad: KeptRating, ratings: readonly KeptRating[]): KeptRating | undefined =>
  ratings.find(
    one =>
      one.isGood &&
      one.conversation === bad.conversation &&
      one.question === bad.question &&
      one.text !== bad.text,
  );
