/** What Ollama answers, each kind with its fields checked. */
import {
  type AnswerFields,
  countField,
  isFields,
  listField,
  modelName,
  msOf,
  objectField,
  StrangeAnswer,
  sizeOf,
  textField,
  vectorOf,
} from './answer-fields.ts';
import {
  type Capability,
  type ChatPart,
  type Embedded,
  embedderNames,
  isCloudName,
  type LoadedModel,
  type ModelInfo,
  type PullProgress,
} from './model-host.ts';

const strange = (what: string): StrangeAnswer => new StrangeAnswer(what);

/** @throws StrangeAnswer */
export function readVersion(answer: unknown): string {
  const version = textField(objectField(answer).version, 100);
  if (version === undefined) throw strange('does not say which version it is');
  return version;
}

/** @throws StrangeAnswer */
export const readModels = (answer: unknown): readonly ModelInfo[] =>
  modelsIn(answer).flatMap(describe);

/** The list says too little of this model, or what its name or its family belies. */
export const isDoubtful = (model: ModelInfo, family: string): boolean =>
  model.capabilities.length === 0 ||
  model.context === undefined ||
  (model.capabilities.includes('chat') && isEmbedder(model.name, family));

const isEmbedder = (name: string, family: string): boolean =>
  /bert|embed/i.test(family) || embedderNames.test(name);

/** Families in the list, by the name of the model. */
export const readFamilies = (answer: unknown): ReadonlyMap<string, string> =>
  new Map(
    modelsIn(answer).flatMap(one => {
      const name = modelName(one.name);
      const family = textField(objectField(one.details).family, 100) ?? '';
      return name === undefined ? [] : [[name, family] as const];
    }),
  );

/** What is shown of one model goes before what the list says; without it, its name and family do. */
export function withShown(model: ModelInfo, family: string, answer: unknown): ModelInfo {
  const shown = objectField(answer);
  // No model of that family talks, whatever is said of it.
  const told = /bert/i.test(family) ? [] : capabilitiesIn(shown.capabilities);
  const [, length] =
    Object.entries(objectField(shown.model_info)).find(([key]) =>
      key.endsWith('.context_length'),
    ) ?? [];
  const listed: readonly Capability[] = isEmbedder(model.name, family)
    ? ['embed']
    : model.capabilities;
  return {
    ...model,
    context: sizeOf(length) ?? model.context,
    capabilities: told.length > 0 ? told : listed,
  };
}

const capabilitiesIn = (value: unknown): readonly Capability[] =>
  (Array.isArray(value) ? value.slice(0, 32) : []).flatMap(one => capabilityOf.get(one) ?? []);

/** @throws StrangeAnswer */
export const readLoaded = (answer: unknown): readonly LoadedModel[] =>
  modelsIn(answer).flatMap(one => {
    const name = modelName(one.name);
    return name === undefined ? [] : [{name, window: sizeOf(one.context_length)}];
  });

function modelsIn(answer: unknown): readonly AnswerFields[] {
  const models = listField(objectField(answer).models);
  if (!models) throw strange('answered with something else than its models');
  return models;
}

const capabilityOf: ReadonlyMap<unknown, Capability> = new Map([
  ['completion', 'chat'],
  ['embedding', 'embed'],
  ['vision', 'vision'],
  ['tools', 'tools'],
  ['thinking', 'thinking'],
]);

function describe(model: AnswerFields): readonly ModelInfo[] {
  const name = modelName(model.name);
  if (name === undefined) return [];
  const details = objectField(model.details);
  return [
    {
      name,
      digest: textField(model.digest, 200) || undefined,
      bytes: sizeOf(model.size),
      billions: readBillions(textField(details.parameter_size, 40)),
      context: sizeOf(details.context_length),
      capabilities: capabilitiesIn(model.capabilities),
      isElsewhere: Boolean(model.remote_host) || isCloudName(name),
    },
  ];
}

function readBillions(size: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([KMB])/i.exec(size ?? '');
  if (!match) return undefined;
  const unit = {K: 1e-6, M: 1e-3, B: 1}[match[2]!.toUpperCase()] ?? 1;
  return Number(match[1]) * unit;
}

/** The parts in one line of an answer. */
export function* readChatLine(line: unknown): Generator<ChatPart> {
  const said = objectField(line);
  const {thinking, content} = objectField(said.message);
  if (typeof thinking === 'string' && thinking !== '') yield {type: 'thinking', text: thinking};
  if (typeof content === 'string' && content !== '') yield {type: 'text', text: content};
  if (said.done !== true) {
    if (!isFields(said.message)) yield {type: 'damaged'};
    return;
  }
  yield {
    type: 'end',
    reason: textField(said.done_reason, 40) ?? 'stop',
    usage: {
      promptTokens: countField(said.prompt_eval_count),
      answerTokens: countField(said.eval_count),
      promptMs: msOf(said.prompt_eval_duration),
      answerMs: msOf(said.eval_duration),
      loadMs: msOf(said.load_duration),
    },
  };
}

/** @throws StrangeAnswer */
export function readEmbedded(answer: unknown): Embedded {
  const said = objectField(answer);
  const vectors = Array.isArray(said.embeddings) ? said.embeddings.map(vectorOf) : undefined;
  if (!vectors?.every(vector => vector !== undefined))
    throw strange('answered with something else than vectors');
  const total = msOf(said.total_duration);
  const loadMs = msOf(said.load_duration);
  return {
    vectors,
    usage: {
      promptTokens: countField(said.prompt_eval_count),
      answerTokens: undefined,
      promptMs: total === undefined ? undefined : Math.max(0, total - (loadMs ?? 0)),
      answerMs: undefined,
      loadMs,
    },
  };
}

/** One step of a download; a count is left out while it is zero. */
export function readPullLine(line: unknown): PullProgress {
  const {status, completed, total} = objectField(line);
  return {
    status: textField(status, 300) ?? '',
    completed: countField(completed),
    total: countField(total),
  };
}
