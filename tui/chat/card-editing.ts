/** Deciding about cards: accept, edit in the draft, drop; each decision leaves a line in the transcript. */
import type {Proposal} from '../../src/assistant/conversation/events.ts';
import {MemuError} from '../../src/ground/errors.ts';
import {excerpt, safeText} from '../../src/ground/text.ts';
import type {TextDraft} from '../kit/draft.ts';
import {errorItem} from './answers.ts';
import {cardText, parseCard} from './card-text.ts';
import type {Cards} from './cards.ts';
import type {TranscriptItem} from './transcript.ts';

export interface CardEditingOptions {
  readonly cards: Cards;
  readonly draft: TextDraft;
  /** IANA name of the person's zone. */
  readonly zone: string;
  readonly add: (item: TranscriptItem) => void;
}

export class CardEditing {
  readonly #cards: Cards;
  readonly #draft: TextDraft;
  readonly #zone: string;
  readonly #add: (item: TranscriptItem) => void;
  #edited: {readonly proposal: Proposal; readonly draftBefore: string} | undefined;

  constructor({cards, draft, zone, add}: CardEditingOptions) {
    this.#cards = cards;
    this.#draft = draft;
    this.#zone = zone;
    this.#add = add;
  }

  /** The card whose text is in the draft. */
  get edited(): Proposal | undefined {
    return this.#edited?.proposal;
  }

  accept(): void {
    const card = this.#cards.current;
    if (card) this.#decide(() => keptText(this.#cards.accept(card.id)));
  }

  acceptAll(): void {
    for (const card of this.#cards.open) this.#decide(() => keptText(this.#cards.accept(card.id)));
  }

  drop(): void {
    const card = this.#cards.current;
    if (card) this.#decide(() => `Dropped: ${this.#cards.drop(card.id).title}`);
  }

  /** Puts the card's text into the draft, and the draft aside. */
  edit(): void {
    const proposal = this.#cards.current;
    if (!proposal) return;
    this.#edited = {proposal, draftBefore: this.#draft.text};
    this.#draft.replace(safeText(cardText(proposal, this.#zone)));
    this.#draft.toFirstLineEnd();
  }

  /** Accepts the card as it was edited; one that makes no sense stays open and says why. */
  keepEdited(): void {
    const edited = this.#edited;
    if (!edited) return;
    this.#decide(() => {
      const changes = parseCard(this.#draft.text, edited.proposal, this.#zone);
      const kept = this.#cards.accept(edited.proposal.id, changes);
      this.leaveEdit();
      return keptText(kept);
    });
  }

  /** Gives the draft back. */
  leaveEdit(): void {
    if (!this.#edited) return;
    this.#draft.replace(this.#edited.draftBefore);
    this.#edited = undefined;
  }

  #decide(act: () => string): void {
    try {
      this.#add({kind: 'info', text: act()});
    } catch (error) {
      if (!(error instanceof MemuError)) throw error;
      this.#add(errorItem(error));
    }
  }
}

const keptText = (proposal: Proposal): string => {
  const what = proposal.kind === 'complete_task' ? 'Done' : 'Kept';
  const prefix = proposal.entry === undefined ? '' : ` [${proposal.entry.slice(0, 4)}]`;
  return `${what}${prefix}: ${excerpt(proposal.title, 80)}`;
};
