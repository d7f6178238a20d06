/** Recall over a real store in memory, with helpers to fill it. */
import {memoryKind} from '../../src/memories/memory.ts';
import {noteKind} from '../../src/notes/note.ts';
import {timeReader} from '../../src/recall/query/time-range.ts';
import {Recall, type RecallOptions} from '../../src/recall/recall.ts';
import {openDatabase} from '../../src/storage/open-database.ts';
import {keeping} from './keeping.ts';

export function recalling(path = ':memory:', textPath = ':memory:') {
  const store = keeping([], path);
  const text = openDatabase({path: textPath, schema: 'text'});
  const {db: kept, clock} = store;
  const recall = new Recall({kept, text, clock, readTime: timeReader(clock)});
  const note = (title: string, body = '', more: object = {}) =>
    store.entries.create(noteKind, {title, body, ...more});
  const memory = (body: string, more: object = {}) =>
    store.entries.create(memoryKind, {body, ...more});
  const talk = (...lines: readonly string[]) => {
    const conversation = store.conversations.begin({title: 'talk'});
    const turns = lines.map(line => {
      const [speaker, said] = line.split(/: (.*)/s) as [string, string];
      return {speaker, role: speaker === 'me' ? ('user' as const) : ('other' as const), text: said};
    });
    return store.conversations.append(conversation, turns);
  };
  /** The first words of what was found. */
  const found = async (question: string, options: RecallOptions = {}) => {
    const {hits} = await recall.recall(question, options);
    return hits.map(hit => (hit.kind === 'note' ? hit.title : hit.snippet));
  };
  return {...store, text, recall, note, memory, talk, found};
}
