/** The way to a host: the address that is really connected to is checked, whatever its name said before. */
import {lookup} from 'node:dns';
import {isIP, type LookupFunction} from 'node:net';
import {type DialPolicy, refuseAddress} from './dial-policy.ts';

/** How a connection is made; fields of the options that `node:http` takes. */
export interface Route {
  readonly socketPath?: string;
  readonly lookup?: LookupFunction;
}

export interface RouteOptions {
  readonly policy: DialPolicy;
  /** The error for an address that may not be dialled, and why. */
  readonly refused: (reason: string) => Error;
  /** Called once it is sure that bytes will leave. What it throws ends the connection. */
  readonly leaving: () => void;
  /** Looks names up; the system's resolver unless a test has its own. */
  readonly resolve?: Resolve;
}

interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

export type Resolve = (
  name: string,
  done: (error: Error | null, found: readonly ResolvedAddress[]) => void,
) => void;

const systemResolve: Resolve = (name, done) =>
  lookup(name, {all: true}, (error, found) => done(error, found ?? []));

/**
 * Checks a written address at once, and a name each time it is looked up, so that a name which leads to
 * another machine from one moment to the next gets nowhere.
 */
export function routeTo(url: URL, {policy, refused, leaving, resolve}: RouteOptions): Route {
  const isEncrypted = url.protocol === 'https:';
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal)) {
    const no = refuseAddress(literal, isEncrypted, policy);
    if (no) throw refused(no);
    leaving();
    return {};
  }
  // Asking for a name is a question to a server of names: offline leaves it unasked.
  if (policy.mode === 'offline' && url.hostname !== 'localhost')
    throw refused(`llm.mode is offline and ${url.hostname} is a name of another machine`);
  return {
    lookup: (name, {all}, done) =>
      (resolve ?? systemResolve)(name, (error, found) => {
        if (error) return done(error, '', 4);
        const allowed = found.filter(one => !refuseAddress(one.address, isEncrypted, policy));
        const [first] = allowed;
        if (!first) {
          const no = found[0] && refuseAddress(found[0].address, isEncrypted, policy);
          return done(refused(no ?? 'it has no address'), '', 4);
        }
        try {
          leaving();
        } catch (problem) {
          return done(problem as Error, '', 4);
        }
        return all ? done(null, [...allowed]) : done(null, first.address, first.family);
      }),
  };
}
