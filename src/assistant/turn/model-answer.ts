/** The part of a turn that a model has: its stream becomes events, its citations are checked. */
import {exitCodes} from '../../ground/errors.ts';
import {nowIso} from '../../ground/time.ts';
import type {AnswerEvent} from '../../models/calls/attempt.ts';
import {reasonOf} from '../../models/choosing/hosts.ts';
import type {ModelTarget} from '../../models/choosing/model-targets.ts';
import {ModelError, NoHostError} from '../../models/transport/model-error.ts';
import type {CitationEvent, DoneEvent, TurnEvent} from '../conversation/events.ts';
import type {AnswerHead, PartialAnswer} from '../partial-answers/partial-answer.ts';
import type {Prompt} from '../prompt/prompt.ts';
import {fitPrompt} from '../prompt/prompt-builder.ts';
import {promptItems} from '../prompt/retrieved-context.ts';
import {basisKey, questionKey} from './answer-cache.ts';
import {endEvents, recallEvent, waitingStatus} from './answer-events.ts';
import {Citations} from './citations.ts';
import {answerByQuotes} from './quoted-answer.ts';
import {Scaffolding} from './scaffolding.ts';
import {type Ending, endTurn} from './turn-ending.ts';
import type {TurnContext, TurnRequest} from './turn-request.ts';

/** What one answer has come to so far. */
interface Progress {
  text: string;
  readonly cited: string[];
  prompt: Prompt | undefined;
  place: ModelTarget | undefined;
  citations: Citations;
  scaffolding: Scaffolding;
  /** What has come is on disk before the answer is kept; not so incognito. */
  readonly part: PartialAnswer | undefined;
  isKept: boolean;
}

/** Streams an answer from a model; when none comes, the kept things answer. */
export async function* answerByModel(context: TurnContext): AsyncGenerator<TurnEvent> {
  const {request, material, history} = context;
  const {models, signal} = request;
  const progress: Progress = {
    text: '',
    cited: [],
    prompt: undefined,
    place: undefined,
    citations: new Citations([]),
    scaffolding: new Scaffolding(),
    part: request.log.isKept ? request.parts.begin(() => headOf(request, progress)) : undefined,
    isKept: false,
  };
  const prompt = (place: ModelTarget, shrink: number) => {
    const tokenRatio = models.speed(place)?.tokenRatio;
    const size = {window: place.window, tokenRatio, shrink};
    const fitted = fitPrompt(request, material, history, size);
    progress.prompt = fitted;
    request.onPrompt(fitted);
    progress.citations = new Citations(fitted.items);
    progress.scaffolding = new Scaffolding();
    return fitted.messages;
  };
  const events = models.chat({
    ...request.want,
    prompt,
    replyTokens: replyTokensFor(request),
    temperature: request.temperature,
    sampling: request.sampling,
    think: request.think,
    entries: () => progress.prompt?.items.map(item => item.id) ?? [],
    ...(request.timeoutMs !== undefined && {timeoutMs: request.timeoutMs}),
    signal,
  });
  try {
    for await (const event of events) yield* passOn(context, event, progress);
    // Kept first: looking for cards may take a small machine minutes.
    const done = keep(request, progress, {
      state: 'complete',
      reason: undefined,
      exitCode: exitCodes.done,
    });
    keepForLater(context, progress);
    yield* request.suggest(context.intent, true);
    yield done;
  } catch (error) {
    yield* broken(context, progress, error);
  } finally {
    // Whoever listens may leave in the middle; the part that came is not lost with them.
    if (!progress.isKept && progress.text.trim() !== '')
      keep(request, progress, {
        state: 'stopped',
        reason: undefined,
        exitCode: exitCodes.interrupted,
      });
    await progress.part?.end();
  }
}

/** A small machine describes a picture for minutes: its answers are short ones. */
const longestOfPictures = 256;

const replyTokensFor = ({want, replyTokens}: TurnRequest): number =>
  want.purpose === 'vision' ? Math.min(replyTokens, longestOfPictures) : replyTokens;

const headOf = (request: TurnRequest, progress: Progress): AnswerHead => ({
  conversation: request.log.conversation?.id ?? '',
  at: nowIso(request.sources.clock),
  about: aboutOf(progress),
});

/** Hosts that were wanted first and could not answer, each told once. */
function* passedOver(
  {passedOver: failures = []}: ModelTarget,
  isNews: TurnRequest['isNews'],
): Generator<TurnEvent> {
  for (const {host, reason} of failures) {
    const text = `${host} was passed over: ${reason}.`;
    if (isNews(text)) yield {type: 'notice', level: 'info', text};
  }
}

async function* passOn(
  {request, material}: TurnContext,
  event: AnswerEvent,
  progress: Progress,
): AsyncGenerator<TurnEvent> {
  switch (event.type) {
    case 'place':
      if (!progress.place) yield* passedOver(event.place, request.isNews);
      progress.place = event.place;
      request.onPlace(event.place);
      yield recallEvent(
        progress.prompt?.items ?? [],
        progress.prompt?.leftOut ?? [],
        material.notes,
      );
      return;
    case 'waiting':
      yield waitingStatus(event, progress.place);
      return;
    case 'failed_over':
      yield {
        type: 'notice',
        level: 'warning',
        text: `${event.failure.host} could not answer (${event.failure.reason}).`,
      };
      return;
    case 'thinking':
      yield {type: 'status', phase: 'thinking', text: 'thinking'};
      return;
    case 'damaged':
      yield {type: 'notice', level: 'warning', text: 'A piece of the answer could not be read.'};
      return;
    case 'text':
      yield* shown(progress, progress.citations.pass(progress.scaffolding.pass(event.text)));
      return;
    case 'end':
      yield* rest(progress);
      yield* endEvents(event, progress.place);
  }
}

function* shown(
  progress: Progress,
  passed: {readonly text: string; readonly citations: readonly CitationEvent[]},
): Generator<TurnEvent> {
  if (passed.text !== '') {
    progress.text += passed.text;
    progress.part?.add(passed.text, progress.cited);
    yield {type: 'delta', text: passed.text};
  }
  for (const citation of passed.citations) {
    if (citation.id !== undefined && !progress.cited.includes(citation.id))
      progress.cited.push(citation.id);
    yield citation;
  }
}

/** What was held back to see whether it belongs to the answer. */
function* rest(progress: Progress): Generator<TurnEvent> {
  yield* shown(progress, progress.citations.pass(progress.scaffolding.end()));
  yield* shown(progress, progress.citations.end());
}

const aboutOf = ({place, prompt}: Progress) => ({
  ...(prompt?.system?.name !== undefined && {
    prompt: {name: prompt.system.name, version: prompt.system.version},
  }),
  model: place?.model.name ?? null,
  host: place?.host.address.name ?? null,
  entries: prompt?.items.map(item => item.id) ?? [],
});

function keep(
  request: TurnRequest,
  progress: Progress,
  how: Omit<Ending, 'text' | 'cited'>,
): DoneEvent {
  const {text, cited, part} = progress;
  progress.isKept = true;
  return endTurn(request, {text, cited, ...how}, aboutOf(progress), part?.id);
}

/** A whole answer to a question about kept things may serve again when no model can be reached. */
function keepForLater({request, material}: TurnContext, {text, cited, place}: Progress): void {
  const items = promptItems(material);
  if (items.length === 0 || request.attachment) return;
  request.answers?.keep(questionKey(request.text), basisKey(items), {
    at: nowIso(request.sources.clock),
    model: place?.model.name ?? '',
    text,
    cited,
  });
}

/** A call that was ended from here says only that; why it was ended, by a limit of the person's, the signal says. */
const withReason = (error: ModelError, {aborted, reason}: AbortSignal): ModelError =>
  error.failure === 'aborted' && aborted && reason instanceof ModelError ? reason : error;

/** What came before the break is kept; when nothing came, the kept things answer. */
async function* broken(
  context: TurnContext,
  progress: Progress,
  thrown: unknown,
): AsyncGenerator<TurnEvent> {
  const {request} = context;
  if (!(thrown instanceof ModelError)) throw thrown;
  const error = withReason(thrown, request.signal);
  yield* rest(progress);
  const isStopped = error.failure === 'aborted';
  if (progress.text.trim() !== '' || isStopped) {
    const reason = isStopped ? undefined : error.message;
    const state = isStopped ? 'stopped' : 'incomplete';
    return yield keep(request, progress, {state, reason, exitCode: error.exitCode});
  }
  const failures =
    error instanceof NoHostError
      ? error.failures
      : [{host: error.host ?? 'the host', reason: reasonOf(error)}];
  if (error instanceof NoHostError) request.onPlace(failures);
  // A limit that the person set is an answer that they did not get; other failures leave the quotes.
  const isLimit = request.timeoutMs !== undefined || error !== thrown;
  const isLate = isLimit && error.failure === 'timeout';
  const isNamed = request.want.model !== undefined || request.want.host !== undefined;
  const otherwise = isNamed ? exitCodes.model : exitCodes.done;
  yield* answerByQuotes(context, failures, isLate ? error.exitCode : otherwise);
}
