/** The hosts in order: which answer, what they have, and why the others do not. Asked seldom, all at once. */

import type {LoadedModel, ModelHost, ModelInfo} from '../hosts/model-host.ts';
import {isLocalUrl} from '../transport/dial-policy.ts';
import type {HostAddress} from '../transport/host-address.ts';
import {type HostFailure, ModelError} from '../transport/model-error.ts';
import {type Timers, waitFor} from '../transport/timers.ts';

export interface HostReport {
  readonly host: ModelHost;
  /** Undefined when it answers. */
  readonly failure: HostFailure | undefined;
  /** It is there, and its model will be soon. */
  readonly isLoading?: boolean;
  readonly version: string | undefined;
  readonly models: readonly ModelInfo[];
  readonly loaded: readonly LoadedModel[];
  /** How long the probe took. */
  readonly tookMs: number;
}

/** A report holds this long before a host is asked again. */
const goodMs = 30_000;
const badMs = 10_000;

/** Between two looks at a host that loads its model, and how long that may take on a slow disk. */
const loadingMs = 1000;
const longestLoadingMs = 20 * 60_000;

interface Known {
  readonly report: Promise<HostReport>;
  readonly at: number;
  expires: number;
}

export class Hosts {
  readonly list: readonly ModelHost[];
  readonly #timers: Timers;
  readonly #known = new Map<ModelHost, Known>();
  readonly #closed = new AbortController();

  constructor(list: readonly ModelHost[], timers: Timers) {
    this.list = list;
    this.#timers = timers;
  }

  /** What is known of a host, asking it when that is too old. Never rejects. */
  report(host: ModelHost): Promise<HostReport> {
    const known = this.#known.get(host);
    if (known && known.expires > this.#timers.now()) return known.report;
    const report = this.#probe(host);
    const fresh: Known = {report, at: this.#timers.now(), expires: Number.POSITIVE_INFINITY};
    this.#known.set(host, fresh);
    void report.then(({failure, isLoading}) => {
      const ms = isLoading ? loadingMs : failure ? badMs : goodMs;
      fresh.expires = this.#timers.now() + ms;
    });
    return report;
  }

  /** Asks a host that loads its model until it has, or has not for very long. @throws ModelError `aborted` */
  async untilLoaded(host: ModelHost, signal: AbortSignal): Promise<HostReport> {
    const giveUpAt = this.#timers.now() + longestLoadingMs;
    for (;;) {
      await waitFor(this.#timers, loadingMs, signal);
      this.forget(host);
      const report = await this.report(host);
      if (!report.isLoading || this.#timers.now() > giveUpAt) return report;
    }
  }

  /** All hosts at once, in their order. */
  reports(): Promise<readonly HostReport[]> {
    return Promise.all(this.list.map(host => this.report(host)));
  }

  /** A host that just failed in use: the next question does not go there at once. */
  markFailed(host: ModelHost, reason: string): void {
    const failure = {host: host.address.name, reason};
    const report = Promise.resolve({
      host,
      failure,
      version: undefined,
      models: [],
      loaded: [],
      tookMs: 0,
    });
    const at = this.#timers.now();
    this.#known.set(host, {report, at, expires: at + badMs});
  }

  /** Forgets what is known, so that the next question asks again. */
  forget(host?: ModelHost): void {
    if (host) this.#known.delete(host);
    else this.#known.clear();
  }

  /** Hangs up on hosts that have not answered yet, so that nobody waits for them at the end. */
  close(): void {
    this.#closed.abort(new ModelError('aborted', 'Stopped.'));
  }

  async #probe(host: ModelHost): Promise<HostReport> {
    const start = this.#timers.now();
    const limits = probeLimits(host.address);
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#closed.signal]);
    const cancel = this.#timers.after(limits.totalMs, () =>
      stop.abort(new ModelError('timeout', `no answer within ${limits.totalMs / 1000} s`)),
    );
    try {
      const [version, models, loaded] = await Promise.all([
        host.version(signal, limits.connectMs),
        host.models(signal),
        host.loaded(signal).catch(() => undefined), // older servers have no /api/ps
      ]);
      const tookMs = this.#timers.now() - start;
      return {host, failure: undefined, version, models, loaded: loaded ?? [], tookMs};
    } catch (error) {
      const failure = {host: host.address.name, reason: reasonOf(error)};
      const tookMs = this.#timers.now() - start;
      const isLoading = error instanceof ModelError && error.failure === 'loading';
      return {host, failure, isLoading, version: undefined, models: [], loaded: [], tookMs};
    } finally {
      cancel();
      stop.abort();
    }
  }
}

/** Milliseconds: a loopback answers at once, a small machine on the network may not, a tunnel must first be dug. */
function probeLimits(address: HostAddress): {connectMs: number; totalMs: number} {
  if (address.tunnel !== undefined) return {connectMs: 5000, totalMs: 15_000};
  return isLocalUrl(address.url)
    ? {connectMs: 1000, totalMs: 3000}
    : {connectMs: 2500, totalMs: 6000};
}

/** The model runs on the computer that memu runs on. */
export const isThisMachine = (address: HostAddress): boolean =>
  address.tunnel === undefined && isLocalUrl(address.url);

/** The end of `host (…)`: the sentence without the host's name in front, and what mends it. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const {host, hint} = error instanceof ModelError ? error : {};
  // Only where the sentence stays one: at its beginning, and after "on".
  const reason = (host === undefined ? message : withoutHost(message, host))
    .replace(/^(cannot be reached|was not dialled): /, '')
    .replace(/\.$/, '');
  return hint === undefined || hint === generalHint ? reason : `${reason}; ${hint}`;
}

const withoutHost = (message: string, host: string): string =>
  message.startsWith(`${host} `)
    ? message.slice(host.length + 1)
    : message.replace(` on ${host}`, '');

/** Says nothing about one host in particular. */
const generalHint = 'memu doctor';
