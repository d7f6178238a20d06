/** Which key goes to which host: one that was kept for that host, and a vendor's own to the vendor alone. */
import {isLocalUrl} from './dial-policy.ts';
import type {HostAddress} from './host-address.ts';

/** Where a key without a host's name belongs. */
const vendors: Readonly<Record<string, string>> = {
  openai: 'api.openai.com',
  anthropic: 'api.anthropic.com',
};

export interface KeyPlaces {
  /** Names of secrets, in the order in which they are asked for; the first is this host's own. */
  readonly secrets: readonly [string, ...string[]];
  /** The variable that other programs of that vendor know; only for the vendor's own address. */
  readonly variable: string | undefined;
  /** Why no key is sent there at all. */
  readonly refusal: string | undefined;
}

/** `openai+http://127.0.0.1:8080` has the secret `openai.127.0.0.1`, `ssh://pi` has `openai.pi`. */
export function keyPlaces({protocol, url, tunnel}: HostAddress): KeyPlaces {
  const host = tunnel?.replace(/^.*@/, '') ?? new URL(url).hostname;
  // Names of secrets know no brackets and colons.
  const own = `${protocol}.${host.toLowerCase().replaceAll(/[[\]:]/g, '')}`.slice(0, 64);
  const isVendor = tunnel === undefined && host === vendors[protocol] && url.startsWith('https:');
  return {
    secrets: isVendor ? [own, protocol] : [own],
    variable: isVendor ? `${protocol.toUpperCase()}_API_KEY` : undefined,
    refusal: isInClear({url, tunnel})
      ? 'it would go to another machine in clear; use https:// or ssh://'
      : undefined,
  };
}

const isInClear = ({url, tunnel}: Pick<HostAddress, 'url' | 'tunnel'>): boolean =>
  tunnel === undefined && !url.startsWith('https:') && !isLocalUrl(url);
