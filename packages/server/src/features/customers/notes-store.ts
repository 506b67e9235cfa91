import type { AuthorModel, CustomerNoteModel } from '@leeway/contract';
import type { Author } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';

/** What a note is about. Notes of customers and of entitlements are one thing on the wire, so they are one here. */
export interface NoteSubject {
  readonly type: 'customer' | 'entitlement';
  readonly id: string;
}

interface Row {
  readonly id: string;
  readonly note: string;
  readonly kind: Author['kind'];
  readonly username: string | null;
  readonly displayName: string;
  readonly createdAt: Date;
}

const columns = `
  note_id as "id",
  note,
  author_kind as "kind",
  author_username as "username",
  author_name as "displayName",
  created_at as "createdAt"`;

const insertNoteSql = `
  insert into notes (
    tenant_id, subject_type, subject_id, note_id, note, author_kind, author_username, author_name, created_at
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning ${columns}`;

const selectNotesSql = `
  select ${columns}
  from notes
  where tenant_id = $1 and subject_type = $2 and subject_id = $3
  order by created_at, note_id`;

const selectNoteSql = `
  select ${columns}
  from notes
  where tenant_id = $1 and subject_type = $2 and subject_id = $3 and note_id = $4`;

const updateNoteSql = `
  update notes
  set note = $5
  where tenant_id = $1 and subject_type = $2 and subject_id = $3 and note_id = $4
  returning note_id`;

const deleteNoteSql = `
  delete from notes
  where tenant_id = $1 and subject_type = $2 and subject_id = $3 and note_id = $4
  returning note_id`;

const authorOf = ({ kind, username, displayName }: Row): AuthorModel => ({
  username,
  displayName,
  api: kind === 'client',
  system: kind === 'system',
});

const modelOf = (row: Row): CustomerNoteModel => ({
  id: row.id,
  note: row.note,
  author: authorOf(row),
  createdAt: row.createdAt.toISOString(),
});

/** The caller has made sure that the subject exists. @param at epoch ms */
export const addNote = async (
  tx: Queryable,
  tenantId: string,
  subject: NoteSubject,
  { note, author, at }: { readonly note: string; readonly author: Author; readonly at: number },
): Promise<CustomerNoteModel> => {
  const username = author.kind === 'client' ? author.id : (author.username ?? null);
  const [row] = await tx.query<Row>(insertNoteSql, [
    ...[tenantId, subject.type, subject.id, newId('nt', at), note],
    ...[author.kind, username, author.name, new Date(at)],
  ]);
  return modelOf(row as Row);
};

/** Oldest first, as every list. */
export const listNotes = async (db: Queryable, tenantId: string, { type, id }: NoteSubject) =>
  (await db.query<Row>(selectNotesSql, [tenantId, type, id])).map(modelOf);

export const findNote = async (
  db: Queryable,
  tenantId: string,
  { type, id }: NoteSubject,
  noteId: string,
) => {
  const [row] = await db.query<Row>(selectNoteSql, [tenantId, type, id, noteId]);
  return row ? modelOf(row) : null;
};

/** Its author and its time stay: the audit log says who rewrote it. False: there is no such note. */
export const rewriteNote = async (
  tx: Queryable,
  tenantId: string,
  { type, id }: NoteSubject,
  noteId: string,
  note: string,
): Promise<boolean> => (await tx.query(updateNoteSql, [tenantId, type, id, noteId, note])).length > 0;

/** False: there is no such note. */
export const deleteNote = async (
  tx: Queryable,
  tenantId: string,
  { type, id }: NoteSubject,
  noteId: string,
): Promise<boolean> => (await tx.query(deleteNoteSql, [tenantId, type, id, noteId])).length > 0;
