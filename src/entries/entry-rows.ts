/** Reading and writing the rows behind an entry: its shared row, its side row, labels, links, attachments. */
import type {Database, SqlParams, SqlValue} from '../storage/database.ts';
import type {Attachment, EntryBase, Kind, State} from './entry.ts';
import type {Cell, Field} from './fields.ts';

interface SharedRow {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly state: State;
  readonly title: string;
  readonly body: string;
  readonly ref: string | null;
  readonly metadata: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly deleted_at: string | null;
  readonly stamp: string;
  readonly device: string;
  readonly extra: string;
}

type Row = SharedRow & {readonly [column: string]: Cell};
type AnyFields = {readonly [name: string]: Field<unknown>};

const sharedColumns = [
  'id',
  'kind',
  'state',
  'title',
  'body',
  'ref',
  'metadata',
  'created_at',
  'updated_at',
  'deleted_at',
  'stamp',
  'device',
  'extra',
] as const;

const fieldsOf = (kind: Kind): AnyFields => kind.fields as AnyFields;

const columnsOf = (kind: Kind): readonly string[] =>
  Object.entries(fieldsOf(kind))
    .filter(([, field]) => field.keptAs === 'column')
    .map(([name]) => name);

const hasAreas = (kind: Kind): boolean =>
  Object.values(fieldsOf(kind)).some(field => field.keptAs === 'labels');

const selects = new WeakMap<Kind, string>();

/** `SELECT` of a kind's entries, with `e` for the shared row and `own` for the side row. */
function selectOf(kind: Kind): string {
  let sql = selects.get(kind);
  if (sql === undefined) {
    const own = columnsOf(kind).map(column => `own.${column}`);
    const columns = ['e.seq', ...sharedColumns.map(column => `e.${column}`), ...own];
    sql = `SELECT ${columns.join(', ')} FROM entries e CROSS JOIN ${kind.table} own ON own.seq = e.seq`;
    selects.set(kind, sql);
  }
  return sql;
}

/**
 * Entries of one kind. `where` may speak of `e` and `own`, and names its own order and limit.
 * `from` replaces the order in which the two tables are searched when the side table leads.
 */
export function readEntries(
  db: Database,
  kind: Kind,
  where: string,
  params: SqlParams = [],
  lead: 'shared' | 'own' = 'shared',
): EntryBase[] {
  const sql = lead === 'shared' ? selectOf(kind) : ownFirst(selectOf(kind), kind);
  return hydrate(db, kind, db.all<Row>(`${sql} ${where}`, params));
}

const ownFirst = (sql: string, kind: Kind): string =>
  sql.replace(`entries e CROSS JOIN ${kind.table} own`, `${kind.table} own CROSS JOIN entries e`);

const chunk = 500;

/** Adds what hangs off the rows, a few queries for each 500 of them. */
function hydrate(db: Database, kind: Kind, rows: readonly Row[]): EntryBase[] {
  const entries: EntryBase[] = [];
  for (let start = 0; start < rows.length; start += chunk) {
    const part = rows.slice(start, start + chunk);
    const seqs = JSON.stringify(part.map(row => row.seq));
    const labels = labelsOf(db, seqs);
    const links = linksOf(db, seqs);
    const attachments = attachmentsOf(db, seqs);
    for (const row of part) {
      entries.push(
        entryOf(kind, row, {
          tags: labels.get(`${row.seq} tag`) ?? [],
          areas: labels.get(`${row.seq} area`) ?? [],
          links: links.get(row.seq) ?? [],
          attachments: attachments.get(row.seq) ?? [],
        }),
      );
    }
  }
  return entries;
}

interface RelatedRows {
  readonly tags: readonly string[];
  readonly areas: readonly string[];
  readonly links: readonly string[];
  readonly attachments: readonly Attachment[];
}

function entryOf(kind: Kind, row: Row, {tags, areas, links, attachments}: RelatedRows): EntryBase {
  const own: {[name: string]: unknown} = {};
  for (const [name, field] of Object.entries(fieldsOf(kind))) {
    own[name] = field.keptAs === 'labels' ? areas : field.fromCell(row[name] ?? null);
  }
  const {seq, id, state, title, body, ref, created_at, updated_at} = row;
  const {deleted_at, stamp, device, extra} = row;
  const metadata = row.metadata === '{}' ? {} : JSON.parse(row.metadata);
  const shared = {seq, id, kind: kind.name, state, title, body, tags, links, attachments};
  const kept = {metadata, ref, created_at, updated_at, deleted_at, stamp, device, extra};
  return {...shared, ...kept, ...own};
}

function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function labelsOf(db: Database, seqs: string): Map<string, string[]> {
  const rows = db.all<{entry: number; facet: string; label: string}>(
    `SELECT entry, facet, label FROM entry_labels
     WHERE entry IN (SELECT value FROM json_each(?)) ORDER BY entry, facet, label`,
    [seqs],
  );
  const groups = grouped(rows, row => `${row.entry} ${row.facet}`);
  return new Map([...groups].map(([key, group]) => [key, group.map(row => row.label)]));
}

function linksOf(db: Database, seqs: string): Map<number, string[]> {
  const rows = db.all<{entry: number; target: string}>(
    `SELECT entry, target FROM entry_links
     WHERE entry IN (SELECT value FROM json_each(?)) ORDER BY entry, target`,
    [seqs],
  );
  const groups = grouped(rows, row => row.entry);
  return new Map([...groups].map(([key, group]) => [key, group.map(row => row.target)]));
}

function attachmentsOf(db: Database, seqs: string): Map<number, Attachment[]> {
  const rows = db.all<Attachment & {readonly entry: number}>(
    `SELECT entry, sha256, name, bytes, type FROM attachments
     WHERE entry IN (SELECT value FROM json_each(?)) ORDER BY entry, name, sha256`,
    [seqs],
  );
  const groups = grouped(rows, row => row.entry);
  return new Map(
    [...groups].map(([key, group]) => [key, group.map(({entry, ...attachment}) => attachment)]),
  );
}

/** Writes a new entry's rows and returns its `seq`. */
export function insertEntry(db: Database, kind: Kind, entry: Omit<EntryBase, 'seq'>): number {
  const cells = sharedColumns.map(column => sharedCell(entry, column));
  const {rowid: seq} = db.run(insertShared, cells);
  const {columns, sql} = ownInsert(kind);
  db.run(sql, [seq, ...columns.map(column => ownCell(kind, entry, column))]);
  writeHangingOff(db, kind, {...entry, seq});
  return seq;
}

const insertShared = `INSERT INTO entries(${sharedColumns.join(', ')})
  VALUES (${sharedColumns.map(() => '?').join(', ')})`;

interface OwnInsert {
  readonly columns: readonly string[];
  readonly sql: string;
}

const ownInserts = new WeakMap<Kind, OwnInsert>();

function ownInsert(kind: Kind): OwnInsert {
  let insert = ownInserts.get(kind);
  if (insert === undefined) {
    const columns = columnsOf(kind);
    const sql = `INSERT INTO ${kind.table}(${['seq', ...columns].join(', ')})
      VALUES (${['?', ...columns.map(() => '?')].join(', ')})`;
    insert = {columns, sql};
    ownInserts.set(kind, insert);
  }
  return insert;
}

const sharedCell = (
  entry: Omit<EntryBase, 'seq'>,
  column: keyof Omit<SharedRow, 'seq'>,
): SqlValue => (column === 'metadata' ? JSON.stringify(entry.metadata) : entry[column]);

const ownCell = (kind: Kind, entry: object, column: string): SqlValue =>
  fieldsOf(kind)[column]!.toCell((entry as {readonly [name: string]: unknown})[column]);

/** Brings an entry's rows to what `entry` says, writing only the fields that `changed` names. */
export function updateEntry(
  db: Database,
  kind: Kind,
  entry: EntryBase,
  changed: ReadonlySet<string>,
): void {
  const own = columnsOf(kind).filter(column => changed.has(column));
  const shared = sharedColumns.filter(column => changed.has(column));
  if (shared.length > 0) {
    const cells = shared.map(column => sharedCell(entry, column));
    db.run(`UPDATE entries SET ${assign(shared)} WHERE seq = ?`, [...cells, entry.seq]);
  }
  if (own.length > 0) {
    const cells = own.map(column => ownCell(kind, entry, column));
    db.run(`UPDATE ${kind.table} SET ${assign(own)} WHERE seq = ?`, [...cells, entry.seq]);
  }
  if (['tags', 'areas', 'links', 'attachments'].some(name => changed.has(name))) {
    for (const table of ['entry_labels', 'entry_links', 'attachments']) {
      db.run(`DELETE FROM ${table} WHERE entry = ?`, [entry.seq]);
    }
    writeHangingOff(db, kind, entry);
  }
}

const assign = (columns: readonly string[]): string =>
  columns.map(column => `${column} = ?`).join(', ');

function writeHangingOff(db: Database, kind: Kind, entry: EntryBase): void {
  const areas = hasAreas(kind) ? (entry as unknown as {areas: readonly string[]}).areas : [];
  const labelSql =
    'INSERT INTO entry_labels(entry, facet, label) SELECT ?, ?, value FROM json_each(?)';
  if (entry.tags.length > 0) db.run(labelSql, [entry.seq, 'tag', JSON.stringify(entry.tags)]);
  if (areas.length > 0) db.run(labelSql, [entry.seq, 'area', JSON.stringify(areas)]);
  for (const target of entry.links) {
    db.run('INSERT INTO entry_links(entry, target) VALUES (?, ?)', [entry.seq, target]);
  }
  for (const {sha256, name, bytes, type} of entry.attachments) {
    db.run(
      'INSERT OR REPLACE INTO attachments(entry, sha256, name, bytes, type) VALUES (?, ?, ?, ?, ?)',
      [entry.seq, sha256, name, bytes, type],
    );
  }
}
