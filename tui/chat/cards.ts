/** Proposals that wait for a person's yes: which one has the focus, and what becomes of it. */
import type {Proposal} from '../../src/assistant/conversation/events.ts';
import type {ScreenChat} from './ports.ts';

export type CardPorts = Pick<ScreenChat, 'accept' | 'drop'>;

export class Cards {
  readonly #chat: CardPorts;
  #open: readonly Proposal[] = [];
  #selected = 0;

  constructor(chat: CardPorts) {
    this.#chat = chat;
  }

  get open(): readonly Proposal[] {
    return this.#open;
  }

  get selected(): number {
    return Math.min(this.#selected, Math.max(0, this.#open.length - 1));
  }

  get current(): Proposal | undefined {
    return this.#open[this.selected];
  }

  /** Takes in a new proposal, or what has become of a known one. */
  take(proposal: Proposal): void {
    const others = this.#open.filter(one => one.id !== proposal.id);
    if (proposal.state !== 'open') this.#open = others;
    else if (others.length === this.#open.length) this.#open = [...others, proposal];
    else this.#open = this.#open.map(one => (one.id === proposal.id ? proposal : one));
  }

  select(step: number): void {
    const last = this.#open.length - 1;
    this.#selected = Math.max(0, Math.min(last, this.selected + step));
  }

  /** @throws MemuError when it cannot be kept as it is; the card then stays. */
  accept(id: string, changes?: Partial<Pick<Proposal, 'title' | 'fields'>>): Proposal {
    const proposal = this.#chat.accept(id, changes);
    this.#close(id);
    return proposal;
  }

  drop(id: string): Proposal {
    const proposal = this.#chat.drop(id);
    this.#close(id);
    return proposal;
  }

  #close(id: string): void {
    this.#open = this.#open.filter(one => one.id !== id);
  }
}
