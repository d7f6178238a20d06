/** Where a purpose can be served: a host that answers, a model it has, and the window that goes with both. */

import type {ModelHost, ModelInfo} from '../hosts/model-host.ts';
import type {HostFailure} from '../transport/model-error.ts';
import {chooseModel, type Purpose, sameModel, suits} from './choose-model.ts';
import {type HostReport, type Hosts, isThisMachine} from './hosts.ts';

export interface ModelTarget {
  readonly host: ModelHost;
  readonly model: ModelInfo;
  /** Context window in tokens, fixed per host and model. */
  readonly window: number;
  readonly isThisMachine: boolean;
  /** The model was in memory, with this window, when the host was last asked. */
  readonly isLoaded: boolean;
  /** Models in the memory of a small machine that must leave it before this one has room. */
  readonly modelsToUnload: readonly string[];
  /** Hosts before it in the order that cannot serve, and why. */
  readonly passedOver?: readonly HostFailure[];
}

export interface TargetOptions {
  readonly hosts: Hosts;
  /** Model names by purpose, `any` for those without one of their own. */
  readonly models: Readonly<Partial<Record<Purpose | 'any', string>>>;
  /** 0: by the kind of host. */
  readonly window: number;
  /** Windows by `model` or `model@host`. */
  readonly windows: Readonly<Record<string, number>>;
  readonly allowsElsewhere: boolean;
  /** Windows that hosts told while they refused a prompt, by `model@host`. */
  readonly told?: Map<string, number>;
  readonly preference?: ReadonlyMap<string, number>;
}

export interface ModelQuery {
  readonly purpose: Purpose;
  /** Only this model. */
  readonly model?: string | undefined;
  /** Only this host, by its name. */
  readonly host?: string | undefined;
  /** A host that still loads its model is waited for when no other can serve. */
  readonly waits?: Waits | undefined;
}

interface Waits {
  readonly signal: AbortSignal;
  readonly onLoading?: (host: ModelHost) => void;
}

/**
 * Places for a purpose in the order of hosts, and what to say of the hosts that have none. All hosts
 * are asked at once; a slow second one is not waited for when the first will do.
 */
export async function* findTargets(
  options: TargetOptions,
  want: ModelQuery,
): AsyncGenerator<ModelTarget, readonly HostFailure[]> {
  const failures: HostFailure[] = [];
  const hosts = options.hosts.list.filter(
    host => want.host === undefined || host.address.name === want.host,
  );
  const reports = hosts.map(host => options.hosts.report(host));
  const loading: ModelHost[] = [];
  for (const pending of reports) {
    const report = await pending;
    const found = placeOn(report, options, want);
    if ('model' in found) yield {...found, passedOver: [...failures]};
    else if (report.isLoading && want.waits) loading.push(report.host);
    else failures.push(found);
  }
  for (const host of loading) {
    want.waits!.onLoading?.(host);
    const report = await options.hosts.untilLoaded(host, want.waits!.signal);
    const found = placeOn(report, options, want);
    if ('model' in found) yield found;
    else failures.push(found);
  }
  return failures;
}

function placeOn(
  report: HostReport,
  options: TargetOptions,
  want: ModelQuery,
): ModelTarget | HostFailure {
  const {host} = report;
  if (report.failure) return report.failure;
  const wanted = want.model ?? options.models[want.purpose] ?? configured(options, want, report);
  const isHere = isThisMachine(host.address);
  const model = chooseModel(report.models, {
    purpose: want.purpose,
    wanted,
    isThisMachine: isHere,
    loaded: report.loaded,
    allowsElsewhere: options.allowsElsewhere,
    ...(options.preference && {preference: options.preference}),
  });
  if (!model) return {host: host.address.name, reason: missing(report, want, wanted)};
  const no = wanted === undefined ? undefined : cannot[want.purpose];
  if (no !== undefined && !suits(model, want.purpose)) {
    return {host: host.address.name, reason: `${model.name} ${no}`};
  }
  const window = windowFor(host, model, options);
  const isLoaded = report.loaded.some(
    one => sameModel(one.name, model.name) && (one.window ?? window) === window,
  );
  const modelsToUnload = want.purpose === 'vision' && !isHere ? othersLoaded(report, model) : [];
  return {host, model, window, isThisMachine: isHere, isLoaded, modelsToUnload: modelsToUnload};
}

/** A small machine holds one talking model at a time; with a second one it swaps, or kills both. */
const othersLoaded = ({loaded, models}: HostReport, model: ModelInfo): readonly string[] =>
  models
    .filter(one => suits(one, 'chat') && !sameModel(one.name, model.name))
    .filter(one => loaded.some(other => sameModel(other.name, one.name)))
    .map(one => one.name);

/** `llm.model` serves every purpose that it can serve. */
function configured(
  {models}: TargetOptions,
  want: ModelQuery,
  report: HostReport,
): string | undefined {
  const name = models.any;
  if (name === undefined) return undefined;
  const found = report.models.find(one => sameModel(one.name, name));
  return found && !suits(found, want.purpose)
    ? undefined
    : want.purpose === 'embed' && !found
      ? undefined
      : name;
}

function missing(report: HostReport, want: ModelQuery, wanted: string | undefined): string {
  const elsewhere = report.models.some(
    one => one.isElsewhere && (wanted === undefined || sameModel(one.name, wanted)),
  );
  if (elsewhere) return 'its model runs in a cloud, and that is not allowed';
  if (wanted !== undefined) return `it does not have ${wanted}; memu models pull ${wanted}`;
  if (report.models.length === 0) return 'it has no models yet; memu models pull qwen2.5:3b';
  return `it has ${lacking[want.purpose]}`;
}

/** Why a model that was named will not do; one that sees may have another name than others. */
const cannot: Readonly<Partial<Record<Purpose, string>>> = {
  chat: 'does not talk',
  structured: 'does not talk',
  embed: 'makes no vectors',
};

const lacking: Readonly<Record<Purpose, string>> = {
  chat: 'no model that talks; memu models pull qwen2.5:3b',
  structured: 'no model that talks; memu models pull qwen2.5:3b',
  embed: 'no model for search by meaning; memu models pull nomic-embed-text',
  vision: 'no model that sees pictures; memu models pull gemma3:4b',
};

/**
 * The same for each call to a model on a host, because another value reloads it. Small machines get
 * 4096 tokens, and 8192 where the model is small or its cache is.
 */
function windowFor(
  host: ModelHost,
  model: ModelInfo,
  {window, windows, told}: Pick<TargetOptions, 'window' | 'windows' | 'told'>,
): number {
  const key = `${model.name}@${host.address.name}`;
  const set = windows[key] ?? windows[model.name];
  const fixed = told?.get(key) ?? model.window;
  // A host that has one window for everybody loads nothing anew: all of it may be used.
  if (fixed !== undefined) return Math.min(set ?? (window || fixed), fixed);
  const isLight = model.name.startsWith('qwen2.5:3b') || (model.billions ?? 99) <= 1.5;
  const usual = isThisMachine(host.address) || isLight ? 8192 : 4096;
  return Math.min(set ?? (window || usual), model.context ?? Number.POSITIVE_INFINITY);
}
