/** The part of a turn without a model: an earlier answer where nothing has changed since, otherwise quotes. */
import {type ExitCode, exitCodes} from '../../ground/errors.ts';
import type {HostFailure} from '../../models/transport/model-error.ts';
import {answerFromLife} from '../asking/asking.ts';
import type {TurnEvent} from '../conversation/events.ts';
import {shownAgain} from '../conversation/spoken.ts';
import {answerExtractively, quotedMark} from '../extractive/answer-extractively.ts';
import type {ExtractivePart} from '../extractive/extractive-answer.ts';
import {promptItems, type RetrievedContext, retrieveContext} from '../prompt/retrieved-context.ts';
import {dayText} from '../reading/format-dates.ts';
import {basisKey, questionKey} from './answer-cache.ts';
import {recallEvent} from './answer-events.ts';
import {endTurn} from './turn-ending.ts';
import type {TurnContext} from './turn-request.ts';

export async function* answerByQuotes(
  context: TurnContext,
  failures: readonly HostFailure[],
  exitCode: ExitCode = exitCodes.done,
): AsyncGenerator<TurnEvent> {
  const {request, intent} = context;
  if (failures.length > 0) {
    const tried = failures.map(one => `${one.host}: ${one.reason}`).join('; ');
    const notice = `No model answers. ${tried}.`;
    if (request.isNews(notice)) yield {type: 'notice', level: 'warning', text: notice};
  }
  const material = await quotable(context);
  const all = promptItems(material);
  yield recallEvent(all, [], material.notes);
  const {text: question, sources, answers} = request;
  const earlier = all.length > 0 ? answers?.find(questionKey(question), basisKey(all)) : undefined;
  if (earlier) {
    request.models.countCached(earlier.model, 'chat');
    const mark = shownAgain(earlier.model, dayText(earlier.at, sources.clock.zone));
    const text = `${mark}\n\n${earlier.text}`;
    yield {type: 'delta', text};
    return yield endTurn(request, {
      text,
      state: 'cached',
      cited: earlier.cited,
      reason: undefined,
      exitCode,
    });
  }
  const {text, cited} = await answerWithout(context, material);
  yield {type: 'delta', text};
  yield* request.suggest(intent, false);
  yield endTurn(request, {text, state: 'quoted', cited, reason: undefined, exitCode});
}

/** By the kind of the question, from all that is kept; what is no question, by what is like it. */
async function answerWithout(
  {request, intent, history}: TurnContext,
  material: RetrievedContext,
): Promise<ExtractivePart> {
  const {text: question, sources, life} = request;
  const answer =
    material.mentions.length > 0
      ? undefined
      : await answerFromLife(life, question, {
          intent,
          before: history.findLast(one => one.role === 'user')?.text,
        });
  if (answer) return {...answer, text: `${quotedMark}\n\n${answer.text}`};
  return answerExtractively({question, intent, material, clock: sources.clock});
}

/** A model may have been kept from seeing what is kept; quoting, which stays here, may still look. */
async function quotable({request, intent, material}: TurnContext) {
  const {memory, recallOnly, sources, text, limit, log} = request;
  if (memory || recallOnly) return material;
  const conversation = log.conversation?.id;
  return retrieveContext(sources, {text, intent, before: undefined, limit, conversation});
}
