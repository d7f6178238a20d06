/** One turn: keep the words, look up what is kept, ask the model or quote, check the citations, keep the answer. */
import {type ExitCode, MemuError} from '../errors.ts';
import type {AnswerEvent} from '../models/attempt.ts';
import {type HostFailure, ModelError, NoHostError} from '../models/model-error.ts';
import {isPlace, type Models} from '../models/models.ts';
import type {Place, Want} from '../models/places.ts';
import {count} from '../text.ts';
import {Citations} from './citations.ts';
import type {ConversationLog} from './conversation-log.ts';
import type {
  AnswerState,
  CitationEvent,
  DoneEvent,
  RecallEvent,
  RecalledEntry,
  StatusEvent,
  TurnEvent,
} from './events.ts';
import {type Intent, readIntent} from './intent.ts';
import {gatherMaterial, type Item, type Material} from './material.ts';
import type {Prompt} from './prompt.ts';
import {fitPrompt, noMaterial, type PromptRequest} from './prompt-builder.ts';
import {quoteAnswer} from './quoting.ts';

export interface TurnRequest extends PromptRequest {
  readonly models: Models;
  /** Quote what is kept; ask no model. */
  readonly recallOnly?: boolean;
  readonly want: Want;
  /** The question is in the conversation already; only the answer is new. */
  readonly isAgain: boolean;
  readonly temperature: number;
  readonly think: boolean;
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
  readonly onPlace: (found: Place | readonly HostFailure[]) => void;
}

/** The events of a turn, ending with `done` or `error`; throws only for bugs. */
export async function* runTurn(request: TurnRequest): AsyncGenerator<TurnEvent> {
  try {
    yield* turn(request);
  } catch (error) {
    if (!(error instanceof MemuError)) throw error;
    yield {
      type: 'error',
      code: error.code,
      message: error.message,
      hint: error.hint,
      exitCode: error.exitCode,
    };
  }
}

async function* turn(request: TurnRequest): AsyncGenerator<TurnEvent> {
  const {log, text, attachment, isAgain, recallOnly} = request;
  const before = log.spoken.filter(one => one.role === 'user').at(isAgain ? -2 : -1)?.text;
  const history = isAgain ? withoutLast(log.spoken) : log.spoken;
  const note = attachment ? {attachment: attachment.name} : {};
  const kept = isAgain ? undefined : log.addQuestion(text, note);
  const intent = readIntent(text);
  const looking = recallOnly ? Promise.resolve([]) : request.models.find(request.want);
  const gathering = gather(request, intent, before);
  gathering.catch(() => undefined); // awaited below; a failure of the host must not hide it
  yield {type: 'status', phase: 'connecting', text: 'looking for a model'};
  const found = await looking;
  request.onPlace(found);
  const place = isPlace(found) ? found : undefined;
  yield {
    type: 'session',
    conversation: log.conversation?.id,
    turn: kept,
    host: place?.host.address.name,
    model: place?.model.name,
    memory: request.memory,
  };
  yield {type: 'status', phase: 'recalling', text: 'looking at what is kept'};
  const material = await gathering;
  if (!isPlace(found)) return yield* quoted(request, intent, material, found);
  yield* answered(request, intent, material, history);
}

const withoutLast = (spoken: ConversationLog['spoken']): ConversationLog['spoken'] => {
  const last = spoken.findLastIndex(one => one.role === 'user');
  return spoken.slice(0, Math.max(0, last));
};

async function gather(
  request: TurnRequest,
  intent: Intent,
  before: string | undefined,
): Promise<Material> {
  const {sources, text, log, limit, memory} = request;
  // Without memory the model sees nothing; quoting, which is all there is without a model, still looks.
  if (!memory && !request.recallOnly) return noMaterial;
  return gatherMaterial(sources, {text, intent, before, limit, conversation: log.conversation?.id});
}

async function* quoted(
  request: TurnRequest,
  intent: Intent,
  gathered: Material,
  failures: readonly HostFailure[],
): AsyncGenerator<TurnEvent> {
  if (failures.length > 0) {
    const tried = failures.map(one => `${one.host}: ${one.reason}`).join('; ');
    yield {type: 'notice', level: 'warning', text: `No model answers. ${tried}.`};
  }
  const {sources, log, text, limit} = request;
  const material =
    request.memory || request.recallOnly
      ? gathered
      : await gatherMaterial(sources, {
          text,
          intent,
          before: undefined,
          limit,
          conversation: log.conversation?.id,
        });
  const all = [...material.due, ...material.found];
  yield recallEvent(all, [], material.notes);
  const answer = quoteAnswer({question: text, intent, material, clock: sources.clock});
  yield {type: 'delta', text: answer.text};
  const {text: words, cited} = answer;
  yield done(request, {text: words, state: 'quoted', cited, reason: undefined, exitCode: 0}, {});
}

/** What one answer has come to so far. */
interface Progress {
  text: string;
  readonly cited: string[];
  prompt: Prompt | undefined;
  place: Place | undefined;
  citations: Citations;
}

async function* answered(
  request: TurnRequest,
  intent: Intent,
  material: Material,
  history: ConversationLog['spoken'],
): AsyncGenerator<TurnEvent> {
  const {models, signal} = request;
  const progress: Progress = {
    text: '',
    cited: [],
    prompt: undefined,
    place: undefined,
    citations: new Citations([]),
  };
  const prompt = (place: Place) => {
    const tokenRatio = models.speed(place)?.tokenRatio;
    const fitted = fitPrompt(request, material, history, {window: place.window, tokenRatio});
    progress.prompt = fitted;
    progress.citations = new Citations(fitted.items);
    return fitted.messages;
  };
  const events = models.chat({
    ...request.want,
    prompt,
    replyTokens: request.replyTokens,
    temperature: request.temperature,
    think: request.think,
    entries: () => progress.prompt?.items.map(item => item.id) ?? [],
    ...(request.timeoutMs !== undefined && {timeoutMs: request.timeoutMs}),
    signal,
  });
  try {
    for await (const event of events) yield* passOn(request, event, progress, material);
    yield* ended(request, progress, {state: 'complete', reason: undefined, exitCode: 0});
  } catch (error) {
    yield* broken(request, intent, material, progress, error);
  }
}

async function* passOn(
  request: TurnRequest,
  event: AnswerEvent,
  progress: Progress,
  material: Material,
): AsyncGenerator<TurnEvent> {
  switch (event.type) {
    case 'place':
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
      yield* shown(progress, progress.citations.pass(event.text));
      return;
    case 'end':
      yield* shown(progress, progress.citations.end());
      yield* endEvents(event, progress);
  }
}

function* shown(
  progress: Progress,
  passed: {readonly text: string; readonly citations: readonly CitationEvent[]},
): Generator<TurnEvent> {
  if (passed.text !== '') {
    progress.text += passed.text;
    yield {type: 'delta', text: passed.text};
  }
  for (const citation of passed.citations) {
    if (citation.id !== undefined && !progress.cited.includes(citation.id))
      progress.cited.push(citation.id);
    yield citation;
  }
}

function* endEvents(
  event: Extract<AnswerEvent, {type: 'end'}>,
  {place}: Progress,
): Generator<TurnEvent> {
  if (event.wasCut) {
    yield {
      type: 'notice',
      level: 'warning',
      text: 'The host read less than it was sent: its window is smaller than it says. Set llm.windows.',
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
    speed:
      answerTokens && answerMs ? Math.round((answerTokens / answerMs) * 10_000) / 10 : undefined,
  };
}

function waitingStatus(
  {phase, tokens, estimateMs}: Extract<AnswerEvent, {type: 'waiting'}>,
  place: Place | undefined,
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
  };
  return {
    type: 'status',
    phase: phase === 'loading' ? 'loading' : phase === 'reading' ? 'reading' : 'connecting',
    text: words[phase],
    tokens,
    ...(estimateMs !== undefined && {estimateMs: Math.round(estimateMs)}),
  };
}

async function* ended(
  request: TurnRequest,
  progress: Progress,
  how: Omit<Ending, 'text' | 'cited'>,
): AsyncGenerator<TurnEvent> {
  const about = {
    model: progress.place?.model.name ?? null,
    host: progress.place?.host.address.name ?? null,
    entries: progress.prompt?.items.map(item => item.id) ?? [],
  };
  yield done(request, {text: progress.text, cited: progress.cited, ...how}, about);
}

/** What came before the break is kept; when nothing came, the kept things answer. */
async function* broken(
  request: TurnRequest,
  intent: Intent,
  material: Material,
  progress: Progress,
  error: unknown,
): AsyncGenerator<TurnEvent> {
  if (!(error instanceof ModelError)) throw error;
  yield* shown(progress, progress.citations.end());
  const isStopped = error.failure === 'aborted';
  if (progress.text.trim() !== '' || isStopped) {
    const reason = isStopped ? undefined : error.message;
    const state = isStopped ? 'stopped' : 'incomplete';
    return yield* ended(request, progress, {state, reason, exitCode: error.exitCode});
  }
  const failures =
    error instanceof NoHostError
      ? error.failures
      : [{host: error.host ?? 'the host', reason: error.message.replace(/\.$/, '')}];
  if (error instanceof NoHostError) request.onPlace(failures);
  yield* quoted(request, intent, material, failures);
}

interface Ending {
  readonly text: string;
  readonly state: AnswerState;
  readonly cited: readonly string[];
  readonly reason: string | undefined;
  readonly exitCode: ExitCode;
}

function done(request: TurnRequest, ending: Ending, about: object): DoneEvent {
  const {log} = request;
  const isSaid = ending.text !== '';
  const turn = isSaid
    ? log.addAnswer(ending.text, {...about, state: ending.state, cited: ending.cited})
    : undefined;
  return {type: 'done', turn, conversation: log.conversation?.id, ...ending};
}

const recallEvent = (
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
