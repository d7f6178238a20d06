/** Which machines may be dialled at all. Asked where the connection is made, with the real address. */
import {BlockList, isIP} from 'node:net';
import type {HostAddress} from './host-address.ts';

export type Mode = 'privacy' | 'offline' | 'standard' | 'premium';

export interface DialPolicy {
  readonly mode: Mode;
  /** Host patterns: `127.0.0.1`, `*.local`, `pi.lan:11434`, `ssh://pi`. Empty: the mode alone decides. */
  readonly allow: readonly string[];
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const ownNetwork = new BlockList();
ownNetwork.addSubnet('10.0.0.0', 8, 'ipv4');
ownNetwork.addSubnet('172.16.0.0', 12, 'ipv4');
ownNetwork.addSubnet('192.168.0.0', 16, 'ipv4');
ownNetwork.addSubnet('169.254.0.0', 16, 'ipv4');
ownNetwork.addSubnet('fe80::', 10, 'ipv6');
ownNetwork.addSubnet('fc00::', 7, 'ipv6');

/**
 * Shared by a provider's customers (RFC 6598), and what Tailscale and its like give to one's own
 * machines: it says nothing by itself, and is one's own network where the person names the host.
 */
const shared = new BlockList();
shared.addSubnet('100.64.0.0', 10, 'ipv4');

/** An address of this machine itself. */
const isLoopback = (address: string): boolean => isIn(loopback, address);

/** Whether a URL leads to this machine itself, as it is written: `127.example.org` does not. */
export function isLocalUrl(url: string): boolean {
  const {hostname} = new URL(url);
  return hostname === 'localhost' || isLoopback(hostname);
}

/** An address that only this machine or the network it stands in can have. */
export const isPrivate = (address: string): boolean =>
  isIn(loopback, address) || isIn(ownNetwork, address);

function isIn(blocks: BlockList, address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const version = isIP(plain);
  return version !== 0 && blocks.check(plain, version === 6 ? 'ipv6' : 'ipv4');
}

/** Why a host may not be dialled whatever its address turns out to be; undefined when it may. */
export function refuseHost(host: HostAddress, {mode, allow}: DialPolicy): string | undefined {
  if (allow.length > 0 && !allow.some(pattern => matches(pattern, host))) {
    return `${host.name} is not in llm.allow`;
  }
  if (host.tunnel !== undefined) {
    return mode === 'offline' ? 'llm.mode is offline' : undefined;
  }
  if (host.protocol === 'anthropic' && !isOpen(mode)) return `llm.mode is ${mode}`;
  return undefined;
}

/**
 * Why a connection to this very address may not be made; undefined when it may. Asked of hosts that
 * `refuseHost` let through: where `llm.allow` is set, the person named them.
 */
export function refuseAddress(
  address: string,
  isEncrypted: boolean,
  {mode, allow}: DialPolicy,
): string | undefined {
  if (mode === 'offline') {
    return isLoopback(address)
      ? undefined
      : `llm.mode is offline and ${address} is another machine`;
  }
  if (isPrivate(address)) return undefined;
  const isShared = isIn(shared, address);
  if (isShared && allow.length > 0) return undefined;
  if (isShared && !isOpen(mode)) {
    return `llm.mode is ${mode} and ${address} may be a provider's; name the host in llm.allow if it is yours`;
  }
  if (!isOpen(mode)) return `llm.mode is privacy and ${address} is not on this network`;
  return isEncrypted ? undefined : `${address} would be reached in clear; use https:// or ssh://`;
}

const isOpen = (mode: Mode): boolean => mode === 'standard' || mode === 'premium';

function matches(pattern: string, host: HostAddress): boolean {
  if (pattern.startsWith('ssh://'))
    return host.name === pattern || `ssh://${host.tunnel}` === pattern;
  if (host.tunnel !== undefined) return false;
  const url = new URL(host.url);
  const [, name, port] = /^(?:[a-z+]+:\/\/)?(.*?)(?::(\d+))?\/?$/.exec(pattern) ?? [];
  const realPort = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (port !== undefined && port !== realPort) return false;
  const wanted = (name ?? '').toLowerCase();
  const hostname = url.hostname.toLowerCase();
  return wanted.startsWith('*.') ? hostname.endsWith(wanted.slice(1)) : hostname === wanted;
}
