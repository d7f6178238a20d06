/** What an error answer of Ollama means. It goes by status first: the words differ between versions. */
import type {HostAddress} from '../transport/host-address.ts';
import {ModelError, type ModelFailure} from '../transport/model-error.ts';
import {isTooLong, overflowIn} from './overflow.ts';

/** The message inside an error body. Errors of the runner are JSON inside JSON. */
export function unwrapError(body: string): string {
  let text = body.trim();
  for (let depth = 0; depth < 3; depth++) {
    const inner = errorField(text);
    if (inner === undefined) break;
    text = inner;
  }
  return text.startsWith('<') ? 'it answered with a web page' : text.slice(0, 500);
}

function errorField(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const {error, message} = JSON.parse(text) as {error?: unknown; message?: unknown};
    if (typeof error === 'string') return error;
    if (typeof error === 'object' && error !== null) return JSON.stringify(error);
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

/** An answer that is not 200, or an error line in the middle of a stream (then `status` is undefined). */
export function ollamaError(
  host: HostAddress,
  model: string | undefined,
  status: number | undefined,
  body: string,
): ModelError {
  const said = unwrapError(body);
  const failure = failureOf(status, said);
  return new ModelError(failure, sentence(failure, host, model, said, status), {
    host: host.name,
    ...(model !== undefined && {model}),
    ...hintFor(failure, model),
    ...(failure === 'too_long' && {overflow: overflowIn(body)}),
  });
}

function hintFor(failure: ModelFailure, model: string | undefined): {readonly hint?: string} {
  if (failure === 'no_model' && model !== undefined) return {hint: `memu models pull ${model}`};
  if (failure !== 'out_of_memory') return {};
  return {hint: 'a smaller model with --model, or memu config set llm.num_ctx 2048'};
}

function failureOf(status: number | undefined, said: string): ModelFailure {
  if (status === 404) return 'no_model';
  if (status === 503) return 'busy';
  if (status === 401) return 'refused';
  if (status === 403) return 'refused';
  if (status === 413 || isTooLong(said)) return 'too_long';
  if (/signal: killed|out of memory|requires more system memory|cudaMalloc/i.test(said)) {
    return 'out_of_memory';
  }
  if (status === 400 || status === 501) return 'unsupported';
  return 'server';
}

function sentence(
  failure: ModelFailure,
  host: HostAddress,
  model: string | undefined,
  said: string,
  status: number | undefined,
): string {
  const what = model ?? 'the model';
  switch (failure) {
    case 'no_model':
      return `${host.name} does not have ${what}.`;
    case 'busy':
      return `${host.name} is busy: too many requests wait there.`;
    case 'refused':
      return status === 403 && said === ''
        ? `${host.name} refuses the name it was called by; reach it as 127.0.0.1 or through ssh://.`
        : `${host.name} would pass ${what} on to a cloud, and that is not allowed.`;
    case 'too_long':
      return `The prompt is too long for ${what} on ${host.name}.`;
    case 'out_of_memory':
      return `${host.name} ran out of memory with ${what}.`;
    case 'unsupported':
      return `${what} on ${host.name} cannot do that: ${said}.`;
    default:
      return `${host.name} failed${status ? ` (${status})` : ''}: ${said || 'without a reason'}.`;
  }
}

/** What goes wrong while a host downloads a model: its own words name layers and manifests. */
const pullWords: readonly (readonly [RegExp, (host: string, model: string) => string])[] = [
  [
    /manifest.*(file does not exist|not found|unknown)|file does not exist|invalid model name/i,
    (_, model) => `There is no model ${model} to download: its file does not exist.`,
  ],
  [
    /no such host|dial tcp|lookup |network is unreachable|connection refused|i\/o timeout|TLS handshake/i,
    host => `${host} cannot reach the place where models are downloaded from.`,
  ],
  [/no space left|disk (is )?full/i, host => `${host} has no room for it on its disk.`],
  [
    /newer version of ollama/i,
    (host, model) => `${model} needs a newer Ollama than the one on ${host}.`,
  ],
  [/unauthorized|401|403/i, (_, model) => `${model} may not be downloaded without an account.`],
];

/** The same failure in words for a person. */
export function pullError(host: HostAddress, model: string, error: ModelError): ModelError {
  const known = pullWords.find(([pattern]) => pattern.test(error.message));
  if (error.failure === 'aborted' || error.failure === 'unreachable' || !known) return error;
  return new ModelError(error.failure, known[1](host.name, model), {
    host: host.name,
    model,
    cause: error,
  });
}
