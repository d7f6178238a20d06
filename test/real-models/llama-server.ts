/** The real server of llama.cpp, with real weights, as `scripts/model-server/prepare` has laid them out. */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {MemorySpeeds} from '../../src/models/choosing/speeds.ts';
import type {Models} from '../../src/models/models.ts';
import {type OpenModelsOptions, openModels} from '../../src/models/open-models.ts';
import {MemoryEgress} from '../../src/models/transport/egress.ts';
import {freePort} from '../support/sshd.ts';

const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const folder = process.env.MEMU_TEST_MODELS ?? join(cache, 'memu-tests/models-11434.0.0');

export interface LlamaServer {
  readonly port: number;
  /** As a host is written in the config. */
  readonly host: string;
  /** One of its own ways of being asked, for what a test wants to know. */
  ask<Answer>(path: string, body?: object): Promise<Answer>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** Starts one and waits until it listens, not until it has loaded: that is part of what is tested. */
export async function startLlama(
  model: 'smollm2' | 'minilm',
  options: {readonly window?: number; readonly port?: number} = {},
): Promise<LlamaServer> {
  const port = options.port ?? (await freePort());
  const window = options.window ?? 2048;
  const args = ['-m', join(folder, `${model}.gguf`), '--port', String(port), '--host', '127.0.0.1'];
  const own = model === 'minilm' ? ['--embedding'] : ['-c', String(window)];
  // One thread: two that wait for each other on a busy machine take many times as long.
  const child = spawn(
    join(folder, 'llama-server'),
    [
      ...args,
      ...own,
      '-t',
      '1',
      '-np',
      '1',
      '-b',
      '256',
      '-ub',
      '256',
      '--no-warmup',
      '--no-webui',
    ],
    {stdio: 'ignore', env: {...process.env, LLAMA_SERVER_SLOTS_DEBUG: '1'}},
  );
  const ended = once(child, 'exit');
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  onTestFinished(() => (child.exitCode === null && !child.killed ? kill('SIGKILL') : undefined));
  const isListening = () =>
    fetch(`http://127.0.0.1:${port}/health`).then(
      () => true,
      () => child.exitCode !== null,
    );
  while (!(await isListening()));
  return {
    port,
    host: `openai+http://127.0.0.1:${port}`,
    async ask(path, body) {
      const init = body && {method: 'POST', body: JSON.stringify(body)};
      const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
      return (await response.json()) as never;
    },
    kill,
  };
}

/** What the server read last, as its model saw it. */
export async function promptRead(server: LlamaServer): Promise<string> {
  const slots = await server.ask<readonly {readonly prompt?: string}[]>('/slots');
  return slots[0]?.prompt ?? '';
}

export function openReal(hosts: readonly string[], options: Partial<OpenModelsOptions> = {}) {
  const speeds = new MemorySpeeds();
  const models: Models = openModels({
    hosts,
    mode: 'privacy',
    allow: [],
    clock: {now: () => Date.now()},
    egress: new MemoryEgress(),
    speeds,
    ...options,
  });
  onTestFinished(() => models.close());
  return {models, speeds};
}
