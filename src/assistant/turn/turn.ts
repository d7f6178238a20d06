/** One turn: keep the words, look up what is kept, ask the model or quote, check the citations, keep the answer. */
import {type ExitCode, exitCodes, MemuError} from '../../ground/errors.ts';
import type {ModelHost} from '../../models/hosts/model-host.ts';
import {isPlace} from '../../models/models.ts';
import type {HostFailure} from '../../models/transport/model-error.ts';
import type {ConversationLog} from '../conversation/conversation-log.ts';
import type {TurnEvent} from '../conversation/events.ts';
import {noMaterial} from '../prompt/prompt-builder.ts';
import {type RetrievedContext, retrieveContext} from '../prompt/retrieved-context.ts';
import {type Intent, readIntent} from '../reading/intent.ts';
import {answerByModel} from './model-answer.ts';
import {answerByQuotes} from './quoted-answer.ts';
import type {TurnRequest} from './turn-request.ts';

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
  const isLoading = Promise.withResolvers<string>();
  const waits = {
    signal: request.signal,
    onLoading: (host: ModelHost) => isLoading.resolve(host.address.name),
  };
  const looking = recallOnly ? Promise.resolve([]) : request.models.find({...request.want, waits});
  const gathering = gather(request, intent, before);
  gathering.catch(() => undefined); // awaited below; a failure of the host must not hide it
  yield {type: 'status', phase: 'connecting', text: 'looking for a model'};
  const search = Promise.race([looking, overdue(request.signal)]);
  const loading = await Promise.race([search.then(() => undefined), isLoading.promise]);
  if (loading !== undefined) {
    yield {type: 'status', phase: 'loading', text: `${loading} is loading its model`};
  }
  const found = await search;
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
  const context = {request, intent, material, history};
  if (isPlace(found)) yield* answerByModel(context);
  else yield* answerByQuotes(context, found, exitWithout(request, found));
}

/** Nobody was found in the time that the person gave; what is kept answers. */
class Overdue implements HostFailure {
  readonly host = 'your hosts';
  readonly reason: string;

  constructor({message}: MemuError) {
    this.reason = message.replace(/\.$/, '');
  }
}

/** Settles when a limit of time has passed; a person who stops is served by what is asked next. */
const overdue = (signal: AbortSignal): Promise<readonly HostFailure[]> =>
  new Promise(resolve => {
    const check = () => {
      if (signal.reason instanceof MemuError) resolve([new Overdue(signal.reason)]);
    };
    signal.addEventListener('abort', check, {once: true});
    if (signal.aborted) check();
  });

/** Quoting is a success, unless the person asked for this very model or host. */
function exitWithout({recallOnly, want}: TurnRequest, found: readonly HostFailure[]): ExitCode {
  if (found.some(one => one instanceof Overdue)) return exitCodes.timedOut;
  return !recallOnly && (want.model !== undefined || want.host !== undefined)
    ? exitCodes.model
    : exitCodes.done;
}

const withoutLast = (spoken: ConversationLog['spoken']): ConversationLog['spoken'] => {
  const last = spoken.findLastIndex(one => one.role === 'user');
  return spoken.slice(0, Math.max(0, last));
};

async function gather(
  request: TurnRequest,
  intent: Intent,
  before: string | undefined,
): Promise<RetrievedContext> {
  const {sources, text, log, limit, memory} = request;
  // Without memory the model sees nothing; quoting, which is all there is without a model, still looks.
  if (!memory && !request.recallOnly) return noMaterial;
  return retrieveContext(sources, {
    text,
    intent,
    before,
    limit,
    conversation: log.conversation?.id,
  });
}
