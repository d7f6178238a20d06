/** The proposals of one conversation: each waits for a person's yes, and nothing happens before it. */
import {NotFoundError} from '../../ground/errors.ts';
import {newId} from '../../ground/ids.ts';
import type {Proposal} from '../conversation/events.ts';
import {keywords, sharedKeywords} from '../reading/keywords.ts';
import type {ProposalDraft} from './proposal-drafts.ts';
import type {FieldValues, ProposalStore} from './proposal-store.ts';

interface Waiting {
  readonly proposal: Proposal;
  readonly act: ((changes: ProposalEdits) => void) | undefined;
  readonly forget: () => void;
}

export interface ProposalEdits {
  readonly title?: string;
  readonly fields?: FieldValues;
}

export class Proposals {
  readonly #keeping: Pick<ProposalStore, 'propose' | 'accept' | 'drop' | 'planComplete'>;
  readonly #autoAccept: readonly string[];
  readonly #waiting = new Map<string, Waiting>();

  constructor(
    keeping: Pick<ProposalStore, 'propose' | 'accept' | 'drop' | 'planComplete'>,
    autoAccept: readonly string[],
  ) {
    this.#keeping = keeping;
    this.#autoAccept = autoAccept;
  }

  /** Takes a draft in; the turn it comes from is remembered with it. */
  async add(draft: ProposalDraft, turn: string | undefined): Promise<Proposal> {
    const waiting =
      draft.kind === 'complete_task' && draft.task !== undefined
        ? await this.#completion(draft, draft.task)
        : this.#entry(draft, turn);
    this.#waiting.set(waiting.proposal.id, waiting);
    return this.#autoAccept.includes(draft.kind) && isBacked(draft)
      ? this.accept(waiting.proposal.id)
      : waiting.proposal;
  }

  /** @throws NotFoundError for an unknown one; UsageError when a change cannot be kept */
  accept(id: string, changes: ProposalEdits = {}): Proposal {
    const {proposal, act} = this.#get(id);
    act?.(changes);
    this.#waiting.delete(id);
    return {...proposal, ...changes, state: 'accepted'};
  }

  drop(id: string): Proposal {
    const {proposal, forget} = this.#get(id);
    forget();
    this.#waiting.delete(id);
    return {...proposal, state: 'dropped'};
  }

  #get(id: string): Waiting {
    const waiting = this.#waiting.get(id);
    if (!waiting) throw new NotFoundError(`no proposal ${id} waits here`, {hint: 'memu inbox'});
    return waiting;
  }

  #entry(draft: ProposalDraft, turn: string | undefined): Waiting {
    const id = this.#keeping.propose(draft, {
      kind: 'conversation',
      id: turn ?? null,
      quote: draft.quote ?? null,
    });
    return {
      proposal: {...shown(draft), id, entry: id},
      act: changes => this.#keeping.accept(id, changes),
      forget: () => this.#keeping.drop(id),
    };
  }

  async #completion(draft: ProposalDraft, task: string): Promise<Waiting> {
    const complete = await this.#keeping.planComplete(task);
    return {
      proposal: {...shown(draft), id: newId(), entry: task},
      act: complete,
      forget: () => undefined,
    };
  }
}

const shown = ({kind, title, fields, quote}: ProposalDraft) =>
  ({kind, title, fields, quote, state: 'open'}) as const;

/** At least half of what a card says must stand in the words it quotes, or a person looks at it first. */
const leastBacked = 0.5;

function isBacked({title, quote}: ProposalDraft): boolean {
  const said = keywords(title);
  if (quote === undefined) return false;
  return said.size === 0 || sharedKeywords(said, quote) / said.size >= leastBacked;
}
