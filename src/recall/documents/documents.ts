/** What recall reads of `memu.db`: entries and turns as texts to find, and hits as they are now. */
import {kinds} from '../../kinds/kinds.ts';
import type {Database} from '../../storage/database.ts';
import {asksOnly} from './asks-only.ts';
import type {AttachmentText} from './attachment-text.ts';
import {declaredSql} from './declared-sql.ts';
import type {Label} from './labels.ts';
import {metadataText} from './metadata-words.ts';

/** An entry or a turn as it is indexed. */
export interface Document {
  readonly id: string;
  readonly kind: string;
  /** `entries.seq` of the entry, or of the conversation of a turn. */
  readonly thread: number;
  /** Order in the conversation, from 1; 0 for an entry. */
  readonly seq: number;
  readonly role: string;
  readonly speaker: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly title: string;
  readonly text: string;
  /** The question that a turn answers: what was said before it, when that asked something. */
  readonly answers: string;
  readonly labels: readonly Label[];
  /** What is kept beside it, as words: other names of a note, its author. */
  readonly beside: string;
  /** Asked of memu, or said or written by it: no source of an answer. */
  readonly isOwn: boolean;
}

interface KeptRow extends Omit<Document, 'at' | 'labels' | 'beside' | 'isOwn'> {
  readonly metadata: string;
  readonly at: string;
  /** Conversations begun in memu and stories it wrote; turns that are its answers, or judge them. */
  readonly made: number;
  readonly asked: number;
  readonly labels: string | null;
  readonly attachments: string | null;
}

const attachmentsSql =
  '(SELECT json_group_array(json_array(sha256, type, name)) FROM attachments a WHERE a.entry = e.seq)';

const said = declaredSql(kinds);

const entrySql = `
  SELECT e.id, e.kind, e.seq AS thread, 0 AS seq, '' AS role, '' AS speaker, e.created_at AS at,
    e.title, ${said.text} AS text, '' AS answers, ${attachmentsSql} AS attachments, e.metadata,
    (SELECT json_group_array(json_array(facet, label)) FROM entry_labels l WHERE l.entry = e.seq) AS labels,
    CASE e.kind WHEN 'conversation' THEN EXISTS (SELECT 1 FROM turns t
        WHERE t.conversation = e.seq AND t.seq = 1 AND t.metadata ->> 'asked' = 1)
      WHEN 'note' THEN e.metadata -> 'story' IS NOT NULL ELSE 0 END AS made, 0 AS asked
  FROM entries e ${said.wordsFrom}
  WHERE e.id = ? AND e.state = 'active'`;

const turnSql = `
  SELECT t.id, 'turn' AS kind, t.conversation AS thread, t.seq, t.role,
    coalesce(t.speaker, '') AS speaker, t.at, '' AS title, t.text, NULL AS labels,
    '' AS metadata, NULL AS attachments, coalesce((SELECT substr(b.text, -300) FROM turns b WHERE b.conversation = t.conversation
      AND b.seq = t.seq - 1 AND b.state = 'active' AND b.text LIKE '%?'), '') AS answers,
    t.metadata -> 'answer' IS NOT NULL OR t.metadata -> 'feedback' IS NOT NULL AS made,
    coalesce(t.metadata ->> 'asked' = 1, 0) AS asked
  FROM turns t WHERE t.id = ? AND t.state = 'active'`;

/** An entry or turn to index; undefined when it is gone, in the trash or only proposed. */
export function findDocument(
  db: Database,
  subject: 'entry' | 'turn',
  id: string,
  attachmentText?: AttachmentText,
): Document | undefined {
  const found = db.get<KeptRow>(subject === 'turn' ? turnSql : entrySql, [id]);
  if (found === undefined) return undefined;
  const {attachments, made, asked, metadata, ...row} = found;
  const pairs = JSON.parse(row.labels ?? '[]') as ['tag' | 'area', string][];
  const text = withAttachments(row.text, attachments, attachmentText);
  return {
    ...row,
    text,
    at: Date.parse(row.at),
    labels: pairs.map(([facet, label]) => ({facet, label})),
    beside: metadataText(metadata),
    isOwn: made === 1 || (asked === 1 && asksOnly(row.text)),
  };
}

/** A hit as it stands in `memu.db` at the moment of the answer. */
export interface DocumentHit {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  readonly created_at: string;
  readonly ref: string | null;
  readonly conversation: string | null;
  /** A moment each; of a memory that is true for some time only. */
  readonly valid_from: string | null;
  readonly valid_to: string | null;
}

const hitEntrySql = `
  SELECT e.id, e.kind, e.title, ${said.text} AS text,
    ${attachmentsSql} AS attachments, e.created_at, e.ref, NULL AS conversation,
    ${said.validFrom} AS valid_from, ${said.validTo} AS valid_to
  FROM entries e ${said.allFrom}
  WHERE e.id = ? AND e.state = 'active'`;

const hitTurnSql = `
  SELECT t.id, 'turn' AS kind, e.title, t.text, NULL AS attachments, t.at AS created_at, t.ref, e.id AS conversation,
    NULL AS valid_from, NULL AS valid_to
  FROM turns t JOIN entries e ON e.seq = t.conversation
  WHERE t.id = ? AND t.state = 'active' AND e.state = 'active'`;

/** The hit as it is now; undefined when it may no longer be shown. */
export function findDocumentHit(
  db: Database,
  kind: string,
  id: string,
  attachmentText?: AttachmentText,
): DocumentHit | undefined {
  const found = db.get<DocumentHit & {attachments: string | null}>(
    kind === 'turn' ? hitTurnSql : hitEntrySql,
    [id],
  );
  if (found === undefined) return undefined;
  const {attachments, ...hit} = found;
  return {...hit, text: withAttachments(hit.text, attachments, attachmentText)};
}

/** What is attached stands below what is written: each file's name, then its words. */
function withAttachments(
  text: string,
  attachments: string | null,
  attachmentText: AttachmentText | undefined,
): string {
  if (attachments === null || attachments === '[]') return text;
  const files = JSON.parse(attachments) as [string, string, string][];
  const parts = files.map(([sha256, type, name]) => {
    const words = attachmentText?.(sha256, type);
    return words === undefined ? name : `${name}\n${words}`;
  });
  return [text, ...parts].join('\n\n');
}

/** When a memory is true: moments, open where null. */
export interface Validity {
  readonly id: string;
  readonly from: string | null;
  readonly to: string | null;
  /** Another memory, still kept, stands in its place. */
  readonly isReplaced: boolean;
}

/** Those of the entries that are true for some time only. */
export function validities(db: Database, ids: readonly string[]): Map<string, Validity> {
  const rows = db.all<Omit<Validity, 'isReplaced'> & {isReplaced: number}>(
    `SELECT e.id, m.valid_from AS "from", m.valid_to AS "to", EXISTS (SELECT 1 FROM entries n
       WHERE n.id = m.superseded_by AND n.state = 'active') AS isReplaced
     FROM json_each(?) j CROSS JOIN entries e ON e.id = j.value CROSS JOIN memories m ON m.seq = e.seq
     WHERE m.valid_from IS NOT NULL OR m.valid_to IS NOT NULL`,
    [JSON.stringify(ids)],
  );
  return new Map(rows.map(row => [row.id, {...row, isReplaced: row.isReplaced === 1}]));
}
