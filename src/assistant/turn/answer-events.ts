/** What a model's stream tells, in the words of a turn. */

import {count} from '../../ground/text.ts';
import type {AnswerEvent} from '../../models/calls/attempt.ts';
import type {ModelTarget} from '../../models/choosing/model-targets.ts';
import type {RecallEvent, RecalledEntry, StatusEvent, TurnEvent} from '../conversation/events.ts';
import type {Item} from '../prompt/items.ts';

export function* endEvents(
  event: Extract<AnswerEvent, {type: 'end'}>,
  place: ModelTarget | undefined,
): Generator<TurnEvent> {
  if (event.wasCut) {
    yield {
      type: 'notice',
      level: 'warning',
      text: `The host cut the prompt without saying so: it read ${count(event.usage.promptTokens ?? 0, 'token')}. Ask in fewer words, or with less of a file.`,
    };
  }
  if (event.reason === 'length') {
    yield {
      type: 'notice',
      level: 'info',
      text: 'The answer reached its longest length; llm.reply_tokens sets it.',
    };
  }
  const {usage, firstTokenMs, totalMs} = event;
  const {answerTokens, answerMs} = usage;
  yield {
    type: 'usage',
    host: place?.host.address.name ?? '',
    model: place?.model.name ?? '',
    promptTokens: usage.promptTokens,
    answerTokens,
    firstTokenMs: firstTokenMs === undefined ? undefined : Math.round(firstTokenMs),
    totalMs: Math.round(totalMs),
    ...(usage.cost !== undefined && {cost: usage.cost}),
    speed:
      answerTokens && answerMs ? Math.round((answerTokens / answerMs) * 10_000) / 10 : undefined,
  };
}

export function waitingStatus(
  {phase, tokens, estimateMs}: Extract<AnswerEvent, {type: 'waiting'}>,
  place: ModelTarget | undefined,
): StatusEvent {
  const about =
    estimateMs === undefined || estimateMs < 1500
      ? ''
      : `, about ${Math.round(estimateMs / 1000)} s`;
  const words = {
    queued: 'waiting for the answer before',
    loading: `loading ${place?.model.name ?? 'the model'}${about}`,
    reading: `reading ${count(tokens, 'token')}${about}`,
    retrying: 'waiting for the host, which is busy',
    shortening: 'making the question fit the window of the model',
  };
  return {
    type: 'status',
    phase: phase === 'loading' ? 'loading' : phase === 'reading' ? 'reading' : 'connecting',
    text: words[phase],
    tokens,
    ...(estimateMs !== undefined && {estimateMs: Math.round(estimateMs)}),
  };
}

export const recallEvent = (
  items: readonly Item[],
  leftOut: readonly string[],
  notes: readonly string[],
): RecallEvent => ({
  type: 'recall',
  entries: items.map(
    (item, index): RecalledEntry => ({
      number: index + 1,
      id: item.id,
      prefix: item.prefix,
      kind: item.kind,
      title: item.title,
      snippet: item.text,
      createdAt: item.createdAt,
    }),
  ),
  leftOut,
  notes,
});
