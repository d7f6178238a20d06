/** The kept events of each calendar id, looked up once for a whole import. */
import type {Entries} from '../../entries/entries.ts';
import {memoryKind} from '../../memories/memory.ts';

export class KeptEvents {
  readonly #entries: Entries;
  #byUid: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(entries: Entries) {
    this.#entries = entries;
  }

  /** Ids of the events that were here under a calendar's id before this import. */
  of(uid: string): readonly string[] {
    this.#byUid ??= this.#read();
    return this.#byUid.get(uid) ?? [];
  }

  #read(): ReadonlyMap<string, readonly string[]> {
    const where = "WHERE e.kind = 'memory' AND own.type = 'event' AND e.state = 'active'";
    const byUid = new Map<string, string[]>();
    for (const {id, metadata} of this.#entries.select(memoryKind, where)) {
      if (typeof metadata.uid !== 'string') continue;
      const ids = byUid.get(metadata.uid);
      if (ids) ids.push(id);
      else byUid.set(metadata.uid, [id]);
    }
    return byUid;
  }
}
