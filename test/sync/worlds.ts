/** Where the devices of a history meet: in memory, or in a real bare repository. */
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {BareRepository} from '../../src/git/bare-repository.ts';
import {mergeText} from '../../src/git/merge-text.ts';
import {runProgram} from '../../src/ground/process.ts';
import {MemoryRemote, MemoryRepository} from '../git/memory-repository.ts';
import type {World} from './histories.ts';
import {mergeLines} from './merge-lines.ts';

export function memoryWorld(): World {
  const remote = new MemoryRemote();
  return {
    open: async () => new MemoryRepository(remote),
    history: async () => [...remote.blobs.values()].map(String),
    rewind: async () => {
      const parent = remote.tip && remote.commits.get(remote.tip)?.parents[0];
      if (parent) remote.tip = parent;
    },
    mergeText: async texts => mergeLines(texts),
    close: async () => {},
  };
}

/** In a folder that is empty and may be removed afterwards. */
export async function gitWorld(folder: string): Promise<World> {
  const remote = join(folder, 'remote');
  mkdirSync(remote, {recursive: true});
  const git = async (args: readonly string[], expect = [0]): Promise<string> => {
    const options = {program: 'git', args, cwd: remote, expect, maxBytes: 1e9};
    return (await runProgram(options)).stdout.toString();
  };
  await git(['init', '--quiet', '--bare', '--initial-branch=main']);
  const opened: BareRepository[] = [];
  return {
    open: async () => {
      const device = join(folder, `device-${opened.length}`);
      const repository = await BareRepository.open({folder: device, remote});
      opened.push(repository);
      return repository;
    },
    history: async () => [
      await git(['log', '--all', '--reflog', '-p', '--no-ext-diff', '-m'], [0, 128]),
    ],
    rewind: async () => {
      const parent = (await git(['rev-parse', '--verify', '--quiet', 'main^'], [0, 1, 128])).trim();
      if (parent !== '') await git(['update-ref', 'refs/heads/main', parent]);
    },
    mergeText,
    close: async () => {
      for (const repository of opened) await repository.close();
    },
  };
}
