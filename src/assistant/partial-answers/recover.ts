/** What is left of answers that broke off with their process goes into the conversations that they belong to. */
import type {Conversations} from '../../conversations/conversations.ts';
import {StorageError} from '../../storage/storage-errors.ts';
import {answerTurn} from '../conversation/conversation-log.ts';
import type {AbandonedAnswer, PartialAnswers} from './partial-answers.ts';

export interface RecoveryDeps {
  readonly parts: PartialAnswers;
  readonly conversations: Conversations;
}

/** A disk that cannot be written keeps them for another time. */
export function recoverPartialAnswers({parts, conversations}: RecoveryDeps): void {
  try {
    parts.takeUp(part => {
      const conversation = conversations.find(part.conversation);
      // One that is purged takes its answers with it.
      if (conversation) conversations.append(conversation, [turnOf(part)]);
    });
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
  }
}

const turnOf = ({id, at, about, text, cited}: AbandonedAnswer) => ({
  ...answerTurn(text, {...about, state: 'incomplete', cited}),
  id,
  at,
});
