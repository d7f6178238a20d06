/** Models against the contract server, with time that a test moves. */

import type {AnswerEvent} from '../../src/models/calls/attempt.ts';
import type {ModelCall} from '../../src/models/calls/calls.ts';
import {MemorySpeeds} from '../../src/models/choosing/speeds.ts';
import type {Models} from '../../src/models/models.ts';
import {type OpenModelsOptions, openModels} from '../../src/models/open-models.ts';
import {MemoryEgress} from '../../src/models/transport/egress.ts';
import type {Timers} from '../../src/models/transport/timers.ts';
import {
  type OllamaContract,
  type Scenario,
  startOllamaContract,
} from '../ollama-contract/server.mjs';

export interface Bench {
  readonly server: OllamaContract;
  readonly models: Models;
  readonly egress: MemoryEgress;
  readonly calls: ModelCall[];
  readonly timers: HandTimers;
  readonly speeds: MemorySpeeds;
}

/** Deadlines that pass only when a test says so. */
export class HandTimers implements Timers {
  #now = 0;
  #pending: {readonly at: number; readonly run: () => void}[] = [];

  now(): number {
    return this.#now;
  }

  /** How many deadlines are waited for. */
  get pending(): number {
    return this.#pending.length;
  }

  after(ms: number, run: () => void): () => void {
    const timer = {at: this.#now + ms, run};
    this.#pending.push(timer);
    return () => {
      this.#pending = this.#pending.filter(one => one !== timer);
    };
  }

  /** Moves time on and runs what has become due. */
  advance(ms: number): void {
    this.#now += ms;
    const due = this.#pending.filter(one => one.at <= this.#now);
    this.#pending = this.#pending.filter(one => one.at > this.#now);
    for (const one of due) one.run();
  }
}

export async function withModels(
  scenario: Scenario,
  run: (bench: Bench) => Promise<void>,
  options: Partial<OpenModelsOptions> = {},
): Promise<void> {
  const server = await startOllamaContract({scenario});
  const egress = new MemoryEgress();
  const calls: ModelCall[] = [];
  const timers = new HandTimers();
  const speeds = new MemorySpeeds();
  const models = openModels({
    hosts: [server.url],
    mode: 'privacy',
    allow: [],
    clock: {now: () => Date.UTC(2026, 10, 21)},
    timers,
    egress,
    speeds,
    calls: {add: call => calls.push(call)},
    random: () => 0.5,
    models: {any: 'llama3.2:3b'},
    ...options,
  });
  try {
    await run({server, models, egress, calls, timers, speeds});
  } finally {
    models.close();
    await server.close();
  }
}

export interface Heard {
  readonly events: readonly AnswerEvent[];
  readonly text: string;
  readonly error: unknown;
}

export interface Asked {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: AnswerEvent) => void;
  readonly replyTokens?: number;
  readonly timeoutMs?: number;
  readonly system?: string;
  readonly model?: string;
  readonly think?: boolean;
}

/** Asks and collects everything, the failure included. */
export async function ask(models: Models, text: string, options: Asked = {}): Promise<Heard> {
  const events: AnswerEvent[] = [];
  let error: unknown;
  try {
    const stream = models.chat({
      purpose: 'chat',
      prompt: () => [
        ...(options.system ? [{role: 'system' as const, content: options.system}] : []),
        {role: 'user', content: text},
      ],
      replyTokens: options.replyTokens ?? 512,
      entries: () => ['e1'],
      signal: options.signal ?? new AbortController().signal,
      model: options.model,
      think: options.think,
      ...(options.timeoutMs !== undefined && {timeoutMs: options.timeoutMs}),
    });
    for await (const event of stream) {
      events.push(event);
      options.onEvent?.(event);
    }
  } catch (caught) {
    error = caught;
  }
  const heard = events.map(event => (event.type === 'text' ? event.text : '')).join('');
  return {events, text: heard, error};
}

/** Waits until something holds, for what another process or a socket does. */
export async function until(holds: () => boolean, what = 'it'): Promise<void> {
  const giveUpAt = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > giveUpAt) throw new Error(`${what} did not happen`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
