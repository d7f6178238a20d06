/** Answers as data: asked for with a schema, read tolerantly, checked strictly, repaired once or twice, or refused. */
import type {ZodType} from 'zod';
import type {Message} from '../hosts/model-host.ts';
import {ModelError} from '../transport/model-error.ts';
import {schemaForModel} from './answer-schema.ts';
import type {AnswerEvent, ModelQuestion} from './attempt.ts';
import {findJson} from './json-text.ts';
import {salvageItems} from './salvage.ts';
import type {PromptFor} from './sent-prompt.ts';

export interface StructuredQuestion<T> {
  /** What comes back, in a word or two, for messages: `plan`, `memories`. */
  readonly name: string;
  readonly schema: ZodType<T>;
  readonly prompt: PromptFor;
  /** Longest answer in tokens, without room for the schema; 768 unless told. */
  readonly replyTokens?: number;
  /** A bad item of a list is left out, and a text too long cut, before the model is asked again. */
  readonly keepsRest?: boolean;
  /** Complaints that the schema cannot express; each is quoted to the model. */
  readonly check?: (value: T) => readonly string[];
  readonly entries?: () => readonly string[];
  readonly model?: string | undefined;
  readonly host?: string | undefined;
  readonly timeoutMs?: number;
  readonly urgency?: 'now' | 'background';
  readonly signal?: AbortSignal;
  /** Told about waiting, so that a person can be told. */
  readonly onEvent?: (event: AnswerEvent) => void;
}

export interface StructuredAnswer<T> {
  readonly value: T;
  readonly host: string;
  readonly model: string;
  /** How many times the model was asked. */
  readonly calls: number;
}

export interface StructuredOptions {
  /** Told of a model that answered with something else than JSON. */
  readonly onProse?: (model: string) => void;
  /** Keeps what the model wrote last; returns where, for the message. */
  readonly keepUnusable?: ((text: string) => string | undefined) | undefined;
}

type Converse = (question: ModelQuestion) => AsyncIterable<AnswerEvent>;

interface Round {
  readonly enforced: boolean;
  readonly complaint: {readonly text: string; readonly errors: readonly string[]} | undefined;
}

/** The first try, one repair with the errors quoted, and one without the server's grammar. */
const mostCalls = 3;

/**
 * Asks until the answer is valid, at most three times.
 *
 * @throws ModelError `bad_output` when it never is; whatever `converse` throws.
 */
export async function askStructured<T>(
  converse: Converse,
  question: StructuredQuestion<T>,
  {onProse, keepUnusable}: StructuredOptions = {},
): Promise<StructuredAnswer<T>> {
  const jsonSchema = await schemaForModel(question.schema);
  let complaint: Round['complaint'];
  let where = {host: '', model: ''};
  for (let calls = 1; calls <= mostCalls; calls++) {
    const round = {enforced: calls < mostCalls, complaint};
    const answer = await ask(converse, question, jsonSchema, round);
    where = {host: answer.host, model: answer.model};
    const {value, errors} = validate(question, answer);
    if (errors.length === 0) return {value: value as T, ...where, calls};
    const rest = question.keepsRest ? usableOf(question, value) : undefined;
    if (rest !== undefined) return {value: rest, ...where, calls};
    complaint = {text: answer.text, errors};
    if (value === undefined) onProse?.(answer.model);
  }
  const raw = keepUnusable?.(complaint!.text);
  throw new ModelError(
    'bad_output',
    `${where.model} on ${where.host} gave no usable ${question.name}: ${complaint!.errors[0]}.`,
    {
      ...where,
      hint: `Try again, or another model with --model.${raw === undefined ? '' : ` What it wrote is in ${raw}`}`,
    },
  );
}

interface Answer {
  readonly text: string;
  readonly wasCutShort: boolean;
  readonly host: string;
  readonly model: string;
}

async function ask<T>(
  converse: Converse,
  question: StructuredQuestion<T>,
  jsonSchema: Readonly<Record<string, unknown>>,
  round: Round,
): Promise<Answer> {
  const written = JSON.stringify(jsonSchema);
  let text = '';
  let wasCutShort = false;
  let where = {host: '', model: ''};
  const events = converse({
    purpose: 'structured',
    urgency: question.urgency ?? 'now',
    model: question.model,
    host: question.host,
    prompt: (place, shrink) => promptOf(question.prompt(place, shrink), written, round.complaint),
    replyTokens: (question.replyTokens ?? 768) + Math.ceil(written.length / 8),
    temperature: 0,
    think: false,
    ...(round.enforced && {format: jsonSchema}),
    entries: question.entries ?? (() => []),
    ...(question.timeoutMs !== undefined && {timeoutMs: question.timeoutMs}),
    signal: question.signal ?? new AbortController().signal,
  });
  try {
    for await (const event of events) {
      question.onEvent?.(event);
      if (event.type === 'place') {
        text = '';
        where = {host: event.place.host.address.name, model: event.place.model.name};
      }
      if (event.type === 'text') text += event.text;
      if (event.type === 'end') wasCutShort = event.reason === 'length';
    }
  } catch (error) {
    // A broken or empty answer is one more wrong answer; everything else is not ours to mend.
    if (!(error instanceof ModelError) || !worthRepair.has(error.failure)) throw error;
    wasCutShort = true;
  }
  return {text, wasCutShort, ...where};
}

const worthRepair: ReadonlySet<string> = new Set(['bad_output', 'incomplete']);

/** The prompt with the wanted form in words, and what was wrong with the last answer. */
function promptOf(
  messages: readonly Message[],
  jsonSchema: string,
  complaint: Round['complaint'],
): readonly Message[] {
  const last = messages.at(-1)!;
  const asked = {
    ...last,
    content: `${last.content}\n\nAnswer with one JSON value and nothing else, obeying this JSON Schema:\n${jsonSchema}`,
  };
  const first = [...messages.slice(0, -1), asked];
  if (!complaint) return first;
  return [
    ...first,
    {role: 'assistant', content: complaint.text.slice(0, 4000)},
    {
      role: 'user',
      content: `That is not valid:\n${complaint.errors.map(one => `- ${one}`).join('\n')}\nAnswer again with the corrected JSON only.`,
    },
  ];
}

interface Validated {
  readonly value: unknown;
  readonly errors: readonly string[];
}

function validate<T>(question: StructuredQuestion<T>, answer: Answer): Validated {
  const {value} = findJson(answer.text, answer.wasCutShort);
  if (value === undefined) {
    const why = answer.text.trim() === '' ? 'the answer is empty' : 'the answer is not JSON';
    return {value, errors: [why]};
  }
  const parsed = question.schema.safeParse(value);
  if (!parsed.success) {
    const errors = parsed.error.issues
      .slice(0, 8)
      .map(issue => `${issue.path.join('.') || 'the value'}: ${issue.message}`);
    return {value, errors};
  }
  return {value: parsed.data, errors: question.check?.(parsed.data) ?? []};
}

/** What is right of an answer, when that is an answer by itself. */
function usableOf<T>(question: StructuredQuestion<T>, value: unknown): T | undefined {
  const rest = value === undefined ? undefined : salvageItems(question.schema, value);
  return rest !== undefined && (question.check?.(rest) ?? []).length === 0 ? rest : undefined;
}
