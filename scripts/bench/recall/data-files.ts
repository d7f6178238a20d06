/** Memories and questions from files of JSON lines, for any set that somebody has. */
import {readdirSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {gunzipSync} from 'node:zlib';
import type {MemoryLine, Question, World} from './world.ts';

const dataFile = /\.jsonl(?:\.gz)?$/;

/** A file is one memory; so is each `.jsonl` and `.jsonl.gz` of a folder, in the order of their names. */
export function readWorlds(place: string): World[] {
  if (!statSync(place).isDirectory()) return [readWorld(place)];
  const names = readdirSync(place).filter(name => dataFile.test(name));
  if (names.length === 0) throw new Error(`no .jsonl or .jsonl.gz in ${place}`);
  return names.toSorted().map(name => readWorld(path.join(place, name)));
}

function readWorld(file: string): World {
  const memories: MemoryLine[] = [];
  const questions: Question[] = [];
  for (const line of textOf(file).split('\n')) {
    if (line.trim() === '') continue;
    const item = JSON.parse(line) as Partial<MemoryLine & Question>;
    if (item.query === undefined) memories.push(item as MemoryLine);
    else questions.push({...item, type: item.type ?? 'all'} as Question);
  }
  const created_at = new Date(0).toISOString();
  return {
    name: path.basename(file).replace(dataFile, ''),
    memories: memories.map(memory => ({...memory, created_at: memory.created_at ?? created_at})),
    questions,
  };
}

const textOf = (file: string): string => {
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
};

/** The set that a file belongs to: `qmsum` of `qmsum-Bed010`. */
export const setOf = ({name}: World): string => name.split('-')[0]!;

/**
 * The same set told on pages: what was said in one session, at most so many turns, as one long note;
 * a question is answered by each page that holds some of its evidence.
 */
export function onPages(world: World, turnsPerPage = 24): World {
  const pages: MemoryLine[] = [];
  const pageOf = new Map<string, string>();
  for (const [session, lines] of Map.groupBy(world.memories, line => line.session ?? line.id)) {
    for (let at = 0; at < lines.length; at += turnsPerPage) {
      const told = lines.slice(at, at + turnsPerPage);
      const id = `${session}/${at}`;
      for (const line of told) pageOf.set(line.id, id);
      const text = told.map(({speaker, text}) => (speaker ? `${speaker}: ${text}` : text));
      pages.push({id, text: text.join('\n'), created_at: told[0]!.created_at});
    }
  }
  const questions = world.questions.map(question => ({
    ...question,
    relevant: [...new Set(question.relevant.map(id => pageOf.get(id)!))],
  }));
  return {name: world.name.replace(/^[^-]+/, '$&, pages'), memories: pages, questions};
}
