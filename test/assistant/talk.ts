/** A conversation through the real assistant, with the contract server as the host of its model. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {Memu} from '../../src/app/memu.ts';
import type {Assistant} from '../../src/assistant/assistant.ts';
import type {ProposalEvent, TurnEvent} from '../../src/assistant/conversation/events.ts';
import {type ChatWishes, openAssistant} from '../../src/assistant/open-assistant.ts';
import {PartialAnswers} from '../../src/assistant/partial-answers/partial-answers.ts';
import {fixedClock} from '../../src/ground/time.ts';
import {openModels} from '../../src/models/open-models.ts';
import type {Timers} from '../../src/models/transport/timers.ts';
import {
  type OllamaContract,
  type Scenario,
  startOllamaContract,
} from '../ollama-contract/server.mjs';

export interface Talk {
  readonly memu: Memu;
  readonly server: OllamaContract;
  readonly assistant: Assistant;
  /** Says a line and gives back everything that happened. */
  say(text: string, onEvent?: (event: TurnEvent) => void): Promise<readonly TurnEvent[]>;
}

export async function talk(
  scenario: Scenario,
  wishes: ChatWishes = {},
  env: Record<string, string> = {},
  timers?: Timers,
): Promise<Talk> {
  const home = mkdtempSync(join(tmpdir(), 'memu-talk-'));
  const server = await startOllamaContract({scenario});
  const clock = fixedClock('2026-11-21T09:30:00.000Z', 'UTC');
  const memu = await Memu.open({
    env: {MEMU_HOME: home, MEMU_LLM_HOSTS: server.url, MEMU_LLM_MODEL: 'llama3.2:3b', ...env},
    clock,
  });
  const assistant = timers
    ? await withTimers(memu, server, wishes, timers)
    : await memu.openAssistant(wishes);
  onTestFinished(async () => {
    await assistant.close();
    memu.close();
    await server.close();
    rmSync(home, {recursive: true, force: true});
  });
  const say: Talk['say'] = async (text, onEvent = () => undefined) => {
    const events: TurnEvent[] = [];
    const stream = text.startsWith('/') ? assistant.command(text) : assistant.send(text);
    for await (const event of stream) {
      events.push(event);
      onEvent(event);
    }
    return events;
  };
  return {memu, server, assistant, say};
}

/** The same assistant, but for deadlines, which pass when a test says so. */
async function withTimers(
  memu: Memu,
  server: OllamaContract,
  wishes: ChatWishes,
  timers: Timers,
): Promise<Assistant> {
  const {config, clock, tasks, agenda, goals, notes, memories, calendar} = memu;
  const {entries, operations, references, conversations, local} = memu;
  const records = await memu.openEgress();
  const models = openModels({
    hosts: [server.url],
    mode: 'privacy',
    allow: [],
    models: {any: 'llama3.2:3b'},
    clock,
    timers,
    egress: records,
    speeds: records,
    calls: records,
    random: () => 0.5,
  });
  const recall = await memu.openRecall();
  const kept = {entries, operations, references, conversations, local};
  const planned = {tasks, agenda, calendar, goals, notes, memories};
  const embedQuietly = memu.embedQuietly.bind(memu);
  const parts = new PartialAnswers(join(memu.paths.data, 'parts'));
  const own = {config, clock, models, recall, parts, embedQuietly};
  return openAssistant({...own, ...planned, ...kept}, wishes);
}

export const proposals = (events: readonly TurnEvent[]) =>
  events
    .filter((event): event is ProposalEvent => event.type === 'proposal')
    .map(event => event.proposal);

export const notices = (events: readonly TurnEvent[]) =>
  events.flatMap(event => (event.type === 'notice' ? [event.text] : [])).join('\n');
