/** Models made from settings: addresses become hosts of their kind, in the order the mode wants. */

import type {CallRecord} from './calls/calls.ts';
import type {HostQueues} from './calls/host-queue.ts';
import type {Purpose} from './choosing/choose-model.ts';
import type {SpeedStore} from './choosing/speeds.ts';
import {AnthropicHost} from './hosts/anthropic-host.ts';
import type {ModelHost} from './hosts/model-host.ts';
import {OllamaHost} from './hosts/ollama-host.ts';
import {OpenAiHost} from './hosts/openai-host.ts';
import {Models} from './models.ts';
import {type Dial, makeDial, type Tunnels} from './transport/dial.ts';
import type {Mode} from './transport/dial-policy.ts';
import type {EgressRecord} from './transport/egress.ts';
import {type HostAddress, parseHost} from './transport/host-address.ts';
import {type KeyPlaces, keyPlaces} from './transport/host-keys.ts';
import type {Resolve} from './transport/route.ts';
import type {Timers} from './transport/timers.ts';

export interface OpenModelsOptions {
  /** As a person writes them: `http://127.0.0.1:11434`, `ssh://pi`. */
  readonly hosts: readonly string[];
  readonly mode: Mode;
  readonly allow: readonly string[];
  readonly models?: Readonly<Partial<Record<Purpose | 'any', string | undefined>>>;
  readonly window?: number;
  readonly windows?: Readonly<Record<string, number>>;
  readonly keepAlive?: string;
  readonly allowsElsewhere?: boolean;
  readonly clock: {now(): number};
  readonly timers?: Timers;
  readonly egress: EgressRecord;
  readonly speeds?: SpeedStore;
  readonly calls?: CallRecord;
  readonly tunnels?: Tunnels;
  /** The person's key among these places; never asked for a host that gets none. */
  readonly findKey?: (places: KeyPlaces) => Promise<string | undefined>;
  /** Looks names of hosts up; the system's resolver when it is left out. */
  readonly resolve?: Resolve;
  readonly lanes?: HostQueues;
  readonly random?: () => number;
  readonly keepUnusable?: ((text: string) => string | undefined) | undefined;
  readonly preference?: ReadonlyMap<string, number>;
}

/** @throws UsageError for a host that cannot be read */
export function openModels(options: OpenModelsOptions): Models {
  const {
    hosts,
    mode,
    allow,
    egress,
    tunnels,
    resolve,
    findKey,
    clock,
    models = {},
    ...rest
  } = options;
  const dial = makeDial({policy: {mode, allow}, egress, tunnels, clock, resolve});
  const addresses = inOrder(hosts.map(parseHost), mode);
  return new Models({
    ...rest,
    clock,
    hosts: addresses.map(address => hostFor(address, dial, findKey)),
    models: Object.fromEntries(Object.entries(models).filter(([, name]) => name !== undefined)),
  });
}

/** Premium asks other people's machines first; every other mode asks the person's own ones first. */
function inOrder(addresses: readonly HostAddress[], mode: Mode): readonly HostAddress[] {
  const isCloud = (address: HostAddress) =>
    address.protocol === 'anthropic' || address.url.startsWith('https:');
  const [cloud, own] = [addresses.filter(isCloud), addresses.filter(one => !isCloud(one))];
  return mode === 'premium' ? [...cloud, ...own] : [...own, ...cloud];
}

function hostFor(
  address: HostAddress,
  dial: Dial,
  findKey: OpenModelsOptions['findKey'] = async () => undefined,
): ModelHost {
  const {protocol} = address;
  if (protocol === 'ollama') return new OllamaHost(address, dial);
  const places = keyPlaces(address);
  const key = async () => (places.refusal === undefined ? findKey(places) : undefined);
  return protocol === 'openai'
    ? new OpenAiHost(address, dial, key)
    : new AnthropicHost(address, dial, key);
}
