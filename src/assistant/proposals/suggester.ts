/** Makes cards: from a line that asks for something, and from whole conversations. */
import type {CapturedEntry} from '../../capture/captured-entry.ts';
import type {Conversation, Turn} from '../../conversations/conversation.ts';
import {MemuError} from '../../ground/errors.ts';
import type {Clock} from '../../ground/time.ts';
import type {Models} from '../../models/models.ts';
import {repeatFields} from '../../planner/tasks/repeating.ts';
import {readParts, type SaidDeps} from '../../planner/tasks/said-parts.ts';
import type {TurnEvent} from '../conversation/events.ts';
import type {AgendaSource, KeptSource, RecallSource} from '../prompt/sources.ts';
import type {Intent} from '../reading/intent.ts';
import type {KnownMemory} from './memory-extraction.ts';
import {draftOf, type Order, type ProposalDraft, readOrder, readWish} from './proposal-drafts.ts';
import type {Proposals} from './proposals.ts';
import {readDone, taskNamed} from './ticking-off.ts';

export interface SuggesterDeps {
  readonly models: Models;
  readonly proposals: Proposals;
  readonly agenda: AgendaSource;
  readonly recall: RecallSource;
  readonly kept: KeptSource;
  readonly clock: Clock;
  /** What a line asks for, read as one kind. */
  readonly capture: (line: string, kind: Order['kind']) => Promise<CapturedEntry>;
  /** All turns of a conversation, in order. */
  readonly turns: (conversation: Conversation) => readonly Turn[];
}

interface Place {
  readonly model?: string | undefined;
  readonly host?: string | undefined;
}

export interface LineRequest {
  readonly text: string;
  readonly intent: Intent;
  /** False incognito, and when the same line was answered before. */
  readonly isKept: boolean;
  readonly turn: string | undefined;
  /** Where to ask; undefined when no model answers. */
  readonly want: Place | undefined;
  readonly signal: AbortSignal;
}

export interface HistoryExtractionRequest {
  readonly conversation: Conversation | undefined;
  readonly want: Place;
  readonly urgency: 'now' | 'background';
  readonly signal: AbortSignal;
}

interface Asked {
  readonly drafts: readonly ProposalDraft[];
  /** Why the model gave none, where rules did. */
  readonly fault?: MemuError;
}

export class Suggester {
  readonly #parts: SuggesterDeps;

  constructor(parts: SuggesterDeps) {
    this.#parts = parts;
  }

  /** Cards for a line. A failure to find any is told and spoils nothing. */
  async *suggest(request: LineRequest): AsyncGenerator<TurnEvent> {
    if (!request.isKept || request.intent.kind !== 'change') return;
    const order = readOrder(request.text);
    if (!order && request.want) {
      yield {type: 'status', phase: 'thinking', text: 'looking for what to keep'};
    }
    try {
      const {drafts, fault} = order
        ? {drafts: await this.#captured(order, request.text)}
        : await this.#asked(request);
      yield* this.#cards(drafts.map(draft => ({draft, turn: request.turn})));
      if (fault)
        yield {
          type: 'notice',
          level: 'info',
          text: `Nothing could be proposed: ${fault.message}. The card is read from your words alone.`,
        };
    } catch (error) {
      if (!(error instanceof MemuError)) throw error;
      if (request.signal.aborted) return;
      yield {type: 'notice', level: 'info', text: `Nothing could be proposed: ${error.message}`};
    }
  }

  /** Memories in what the person said in a conversation. @throws MemuError when no model can look */
  async *extract(request: HistoryExtractionRequest): AsyncGenerator<TurnEvent> {
    const {conversation, want, urgency, signal} = request;
    if (!conversation) {
      return yield {
        type: 'notice',
        level: 'info',
        text: 'There is no kept conversation to look at.',
      };
    }
    const {extractMemories} = await import('./memory-extraction.ts');
    const said = this.#parts.turns(conversation).filter(turn => turn.role === 'user');
    const found = await extractMemories({
      models: this.#parts.models,
      said,
      findKnown: text => this.#known(text),
      ...want,
      urgency,
      signal,
    });
    if (found.length === 0) yield {type: 'notice', level: 'info', text: 'Nothing new to remember.'};
    yield* this.#cards(found);
  }

  async *#cards(
    found: readonly {readonly draft: ProposalDraft; readonly turn: string | undefined}[],
  ): AsyncGenerator<TurnEvent> {
    for (const {draft, turn} of found) {
      yield {type: 'proposal', proposal: await this.#parts.proposals.add(draft, turn)};
    }
  }

  async #captured({kind, line}: Order, text: string): Promise<readonly ProposalDraft[]> {
    const entry = await this.#parts.capture(line, kind);
    return entry.kind === 'goal' ? [] : [draftOf(entry, text)];
  }

  async #asked({text, want, signal}: LineRequest): Promise<Asked> {
    if (!want) return {drafts: await this.#wished(text)};
    const {suggestDrafts} = await import('./suggest-drafts.ts');
    const {models, agenda} = this.#parts;
    try {
      const found = await suggestDrafts({
        models,
        text,
        openTasks: agenda.open(undefined, 30),
        readTask: (words, said) => this.#read(words, said),
        ...want,
        signal,
      });
      // What a model overlooks, rules may read.
      return {drafts: found ?? (await this.#wished(text))};
    } catch (error) {
      // A model that fails takes nothing away that rules can read.
      const drafts = signal.aborted ? [] : await this.#wished(text);
      if (drafts.length === 0 || !(error instanceof MemuError)) throw error;
      return {drafts, fault: error};
    }
  }

  /** What a wish asks for by rules alone: a habit begins with a small task that repeats. */
  async #wished(text: string): Promise<readonly ProposalDraft[]> {
    const done = readDone(text);
    const task =
      done === undefined ? undefined : taskNamed(done, this.#parts.agenda.open(undefined, 500));
    if (task)
      return [{kind: 'complete_task', title: task.title, quote: text, fields: {}, task: task.id}];
    const line = readWish(text);
    if (line === undefined) return [];
    const {habitOf} = await import('../../planner/plans/plan-template.ts');
    const [habit] = habitOf({title: line, target_date: null});
    if (!habit?.repeat) return this.#captured({kind: 'task', line}, text);
    const {due, recurrence, ...repeating} = await repeatFields(
      habit.repeat,
      undefined,
      this.#parts.clock,
    );
    const fields = {due: due!, recurrence: recurrence!, duration_minutes: habit.minutes!};
    return [{kind: 'task', title: habit.title, quote: text, fields, repeating}];
  }

  /**
   * When, how often, how long and for what: the person's own words decide, read as a captured line;
   * what they do not say is taken as the model put it.
   */
  async #read(words: string, said: SaidDeps): Promise<Pick<ProposalDraft, 'fields' | 'repeating'>> {
    const line = readOrder(words)?.line ?? readWish(words) ?? words;
    const own = await this.#partsOf(line, words);
    const {due, repeat, minutes} = readParts(said, this.#parts.clock);
    const isDated = own.fields.due !== undefined || own.fields.scheduled !== undefined;
    if (!repeat || own.repeating) {
      const extra = {
        ...(due !== undefined && !isDated && !own.repeating && {due}),
        ...(minutes !== undefined && {duration_minutes: minutes}),
      };
      return {...own, fields: {...extra, ...own.fields}};
    }
    const {
      due: first,
      recurrence,
      ...repeating
    } = await repeatFields(repeat, own.fields.due as string | undefined, this.#parts.clock);
    const fields = {...own.fields, due: first!, recurrence: recurrence!};
    return {fields: {...(minutes && {duration_minutes: minutes}), ...fields}, repeating};
  }

  /** A line that cannot be kept as it is (an unknown @goal) says nothing of dates either. */
  async #partsOf(
    line: string,
    quote: string,
  ): Promise<Pick<ProposalDraft, 'fields' | 'repeating'>> {
    try {
      const entry = await this.#parts.capture(line, 'task');
      if (entry.kind === 'goal') return {fields: {}};
      const {fields, repeating} = draftOf(entry, quote);
      return {fields, ...(repeating && {repeating})};
    } catch (error) {
      if (!(error instanceof MemuError)) throw error;
      return {fields: {}};
    }
  }

  async #known(text: string): Promise<readonly KnownMemory[]> {
    const {recall, kept} = this.#parts;
    const {hits} = await recall.recall(text, {limit: 5, kinds: ['memory']});
    return hits.flatMap(hit => {
      const entry = kept.find(hit.id);
      return entry ? [{id: hit.id, text: entry.body}] : [];
    });
  }
}
