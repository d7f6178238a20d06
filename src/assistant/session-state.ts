/** How a chat stands: who answers, which conversation it is, whether memory is on. Whoever listens is told. */

import type {ModelTarget} from '../models/choosing/model-targets.ts';
import {isPlace} from '../models/models.ts';
import type {HostFailure} from '../models/transport/model-error.ts';
import type {AssistantOptions} from './assistant-options.ts';
import type {ChatStatus} from './chat.ts';

/** The person's choice; what is left out is found. */
interface Choice {
  readonly model?: string | undefined;
  readonly host?: string | undefined;
}

export class SessionState {
  readonly #listeners = new Set<(status: ChatStatus) => void>();
  #choice: Choice;
  #status: ChatStatus;

  constructor({conversation, memory, store, model, host}: AssistantOptions) {
    this.#choice = {model, host};
    this.#status = {
      conversation: conversation?.id,
      title: conversation?.title,
      connection: 'checking',
      host: undefined,
      model: undefined,
      memory,
      incognito: store === undefined,
      failures: [],
    };
  }

  get status(): ChatStatus {
    return this.#status;
  }

  /** What is asked of the models for a conversation. */
  get want() {
    const {model, host} = this.#choice;
    return {purpose: 'chat', model, host} as const;
  }

  /** @returns what ends the listening */
  onChange(listener: (status: ChatStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(change: Partial<ChatStatus>): void {
    this.#status = {...this.#status, ...change};
    for (const listener of this.#listeners) listener(this.#status);
  }

  /** From now on another model or host is wanted, or both. */
  choose({model = this.#choice.model, host = this.#choice.host}: Choice): void {
    this.#choice = {model, host};
    this.set({connection: 'checking', model, host});
  }

  /** Who was found to answer, or why nobody does. */
  see(found: ModelTarget | readonly HostFailure[]): void {
    if (isPlace(found)) {
      const [host, model] = [found.host.address.name, found.model.name];
      this.set({connection: 'ready', host, model, failures: []});
    } else this.set({connection: 'offline', host: undefined, model: undefined, failures: found});
  }
}
