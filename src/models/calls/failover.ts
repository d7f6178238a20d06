/**
 * One streamed answer: the hosts in order, waiting explained, failing over before the first token and
 * never after it.
 */

import {reasonOf} from '../choosing/hosts.ts';
import {findTargets} from '../choosing/model-targets.ts';
import {type HostFailure, ModelError, NoHostError} from '../transport/model-error.ts';
import {type AnswerEvent, Attempt, type CallContext, type ModelQuestion} from './attempt.ts';

/** Failures of one host that another may not have. */
const mayTryNext: ReadonlySet<string> = new Set([
  'unreachable',
  'no_model',
  'loading',
  'busy',
  'incomplete',
  'server',
  'out_of_memory',
  'timeout',
  'refused',
  'key',
  'unsupported',
  'too_long',
]);

/** Data of a wrong form is for the one who asked to mend; words that never came may come from the next host. */
const mayGoOn = ({failure}: ModelError, {purpose}: ModelQuestion): boolean =>
  mayTryNext.has(failure) || (failure === 'bad_output' && purpose !== 'structured');

/**
 * Streams an answer to the question.
 *
 * @throws NoHostError when no host could answer, ModelError when one broke off after it had begun.
 */
export async function* askWithFailover(
  options: CallContext,
  question: ModelQuestion,
): AsyncGenerator<AnswerEvent> {
  const waits = {signal: question.signal};
  const places = findTargets(options.placing, {...question, waits});
  const failures: HostFailure[] = [];
  let last: ModelError | undefined;
  let untold: HostFailure | undefined;
  for (;;) {
    const next = await places.next();
    if (next.done) {
      failures.push(...next.value);
      break;
    }
    if (untold) yield {type: 'failed_over', failure: untold};
    const attempt = new Attempt(options, question, next.value);
    try {
      yield* attempt.run();
      return;
    } catch (error) {
      if (!(error instanceof ModelError) || attempt.hasBegun || !mayGoOn(error, question))
        throw error;
      const failure = {host: next.value.host.address.name, reason: reasonOf(error)};
      if (error.failure === 'unreachable')
        options.hosts.markFailed(next.value.host, failure.reason);
      else options.hosts.forget(next.value.host);
      failures.push(failure);
      last = error;
      untold = failure;
    }
  }
  if (question.signal.aborted) throw new ModelError('aborted', 'Stopped.');
  // One host that was reached and failed says more than "no host".
  if (last && options.placing.hosts.list.length === 1) throw last;
  throw new NoHostError(failures);
}
