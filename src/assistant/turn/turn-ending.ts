/** The end of a turn: the answer is kept, and said to be whole or not. */
import type {ExitCode} from '../../ground/errors.ts';
import type {AnswerState, DoneEvent} from '../conversation/events.ts';
import type {TurnRequest} from './turn-request.ts';

export interface Ending {
  readonly text: string;
  readonly state: AnswerState;
  readonly cited: readonly string[];
  readonly reason: string | undefined;
  readonly exitCode: ExitCode;
}

/** Keeps the answer in the conversation; `about` is kept with it. `id`: the turn's, when it has one already. */
export function endTurn(
  request: TurnRequest,
  ending: Ending,
  about: object = {},
  id?: string,
): DoneEvent {
  const {log} = request;
  const isSaid = ending.text !== '';
  const turn = isSaid
    ? log.addAnswer(ending.text, {...about, state: ending.state, cited: ending.cited}, id)
    : undefined;
  return {type: 'done', turn, conversation: log.conversation?.id, ...ending};
}
