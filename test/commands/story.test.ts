import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {startOllamaContract} from '../ollama-contract/server.mjs';
import {newHome} from '../support/command-line.ts';

interface Story {
  readonly note: string | null;
  readonly source: string;
  readonly chapters: readonly {readonly heading: string}[];
  readonly cut: readonly string[];
}

const nobody = {MEMU_LLM_HOSTS: 'http://127.0.0.1:9'};

test('the week is told from what was done, kept as a note, and can be found again', async () => {
  const home = newHome(nobody);
  await home.memu('goal', 'add', 'Half marathon', '--area', 'health');
  await home.memu('task', 'add', 'Long run', '--goal', 'Half marathon');
  await home.memu('task', 'done', 'Long run');
  const told = await home.memu('story');
  expect(told.code).toBe(0);
  expect(told.err).toContain('Only the facts, because');
  expect(told.out).toMatch(/## Half marathon\n\n- \w{3} \d+ \w+: done: Long run\.\[\^1\]/);
  const note = await home.json<{body: string; tags: string[]; notebook: string; links: string[]}>(
    'note',
    'show',
    '@last',
  );
  expect(note).toMatchObject({tags: ['story'], notebook: 'stories'});
  expect(note.links).toHaveLength(1);
  // What memu told itself is no knowledge, and is found where it is asked for.
  expect((await home.memu('recall', 'long run story')).out).not.toContain('Story:');
  expect((await home.memu('recall', 'long run story', '--kind', 'note')).out).toContain('Story:');
  await home.memu('note', 'daily', 'Frost on the roses');
  await home.memu('story', '--no-model');
  const kept = await home.json<{body: string}[]>('note', 'list', '--notebook', 'stories');
  expect(kept).toHaveLength(1);
  expect(kept[0]?.body).toContain('Frost on the roses');
  const page = join(home.path, 'story.html');
  await home.memu('story', '--month', '--no-model', '--format', 'html', '--out', page, '--no-keep');
  expect(readFileSync(page, 'utf8')).toContain('<h2>Half marathon</h2>');
});

test('--verify fails on a sentence that no entry supports, and keeps nothing', async () => {
  const json = {
    chapters: [
      {
        heading: 'x',
        sentences: [
          {text: 'You did a long run.', sources: [1]},
          {text: 'You met Elvis.', sources: [1]},
        ],
      },
    ],
  };
  const server = await startOllamaContract({scenario: {rules: [{json}]}});
  onTestFinished(() => server.close());
  const home = newHome({MEMU_LLM_HOSTS: server.url, MEMU_LLM_MODEL: 'llama3.2:3b'});
  await home.memu('task', 'add', 'Long run');
  await home.memu('task', 'done', 'Long run');
  const failed = await home.memu('story', '--verify');
  expect(failed.code).toBe(10);
  expect(failed.err).toContain('not supported: You met Elvis.');
  expect(await home.json('note', 'list')).toEqual([]);
  const story = await home.json<Story>('story');
  expect(story).toMatchObject({source: 'model', cut: ['You met Elvis.']});
  expect(story.note).not.toBeNull();
});

test('nothing done is nothing told, and a time that ends before it begins is refused', async () => {
  const home = newHome(nobody);
  const story = await home.json<Story>('story', '--no-model');
  expect(story).toMatchObject({note: null, chapters: []});
  expect((await home.memu('story')).err).toBe('Nothing was done or kept in these days.\n');
  expect((await home.memu('story', '--from', '2026-05-05', '--to', '2026-05-01')).code).toBe(2);
});

test('without the programs for a video it says which, before anything is told or kept', async () => {
  const home = newHome(nobody);
  await home.memu('note', 'add', 'Frost');
  const said = await home.memu('story', '--video', home.path, '--narrate', 'no-such-voice-here');
  expect(said.code).toBe(2);
  expect(said.err).toContain('no-such-voice-here is not installed.');
  expect(await home.json('note', 'list', '--notebook', 'stories')).toEqual([]);
});
