import {expect, test} from 'vitest';
import {exportLines} from '../../src/exchange/jsonl.ts';
import {memoryKind} from '../../src/memories/memory.ts';
import {noteKind} from '../../src/notes/note.ts';
import {keeping} from '../support/keeping.ts';
import {fc} from '../support/random.ts';

type Kept = ReturnType<typeof keeping>;

/** One thing a person might do to what is kept; `pick` chooses among the entries there are. */
interface Step {
  readonly does: 'add' | 'edit' | 'tag' | 'trash' | 'restore' | 'remember' | 'supersede' | 'link';
  readonly pick: number;
  readonly word: string;
}

const steps = fc.array(
  fc.record<Step>({
    does: fc.constantFrom(
      'add',
      'edit',
      'tag',
      'trash',
      'restore',
      'remember',
      'supersede',
      'link',
    ),
    pick: fc.nat(20),
    word: fc.string({minLength: 1, maxLength: 8, unit: 'grapheme'}),
  }),
  {maxLength: 25},
);

function take(kept: Kept, {does, pick, word}: Step): void {
  const {entries, db, clock} = kept;
  clock.advance(1000);
  const ids = db.all<{id: string; kind: string}>('SELECT id, kind FROM entries ORDER BY seq');
  const chosen = ids[pick % Math.max(1, ids.length)];
  if (does === 'add') entries.create(noteKind, {title: word, body: word});
  else if (does === 'remember') entries.create(memoryKind, {body: word, tags: [word]});
  else if (chosen === undefined) return;
  else if (does === 'edit') entries.setFields(chosen.id, {body: word});
  else if (does === 'tag') entries.setFields(chosen.id, {tags: [word, 'all']});
  else if (does === 'link') entries.setFields(chosen.id, {links: [ids[0]!.id], title: word});
  else if (does === 'trash') entries.trash(chosen.id);
  else if (does === 'restore') entries.activate(chosen.id);
  else if (chosen.kind === 'memory') entries.setFields(chosen.id, {valid_to: '2026-01-01'});
}

const exported = ({entries, conversations}: Kept): string[] => [
  ...exportLines(entries, conversations),
];

test('whatever was done, undone in order, gives back the same export; redone, the later one', () => {
  fc.assert(
    fc.property(steps, steps, (before, after) => {
      const kept = keeping();
      for (const step of before) take(kept, step);
      const atFirst = exported(kept);
      const known = kept.undo.undoable(1)[0]?.seq ?? 0;
      for (const step of after) take(kept, step);
      const atLast = exported(kept);
      const done = kept.undo.undoable(100).filter(operation => operation.seq > known);
      for (const operation of done) {
        expect(kept.undo.revert(operation).leftAlone).toEqual([]);
      }
      expect(exported(kept)).toEqual(atFirst);
      for (const _ of done) kept.undo.revert(kept.undo.redoable(1)[0]!, 'redo');
      expect(exported(kept)).toEqual(atLast);
    }),
    {numRuns: 150},
  );
});
