import { operations } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { notFound } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { refuseBlank } from '../catalog/index.ts';
import {
  addNote,
  deleteNote,
  findNote,
  listNotes,
  type NoteSubject,
  rewriteNote,
} from '../customers/index.ts';
import { findEntitlement } from './entitlement-store.ts';

const about = (entitlementId: string): NoteSubject => ({ type: 'entitlement', id: entitlementId });

export const registerNotes = ({ route, database, clock }: RoomContext): void => {
  const refuseUnknown = async (db: Queryable, tenantId: string, entitlementId: string): Promise<void> => {
    if (!(await findEntitlement(db, tenantId, entitlementId, clock.now())))
      throw notFound('entitlement', entitlementId);
  };

  route(
    operations.createEntitlementNote,
    ({ tenantId, author, params: { entitlementId }, body: { note } }) => {
      refuseBlank('note', note);
      return database.transaction(author, async (tx) => {
        await refuseUnknown(tx, tenantId, entitlementId);
        return addNote(tx, tenantId, about(entitlementId), { note, author, at: clock.now() });
      });
    },
  );

  route(operations.listEntitlementNotes, async ({ tenantId, params: { entitlementId } }) => {
    await refuseUnknown(database, tenantId, entitlementId);
    return { notes: await listNotes(database, tenantId, about(entitlementId)) };
  });

  route(operations.getEntitlementNote, async ({ tenantId, params: { entitlementId, noteId } }) => {
    const note = await findNote(database, tenantId, about(entitlementId), noteId);
    if (!note) throw notFound('note', noteId);
    return note;
  });

  route(
    operations.updateEntitlementNote,
    async ({ tenantId, author, params: { entitlementId, noteId }, body: { note } }) => {
      refuseBlank('note', note);
      const isKnown = await database.transaction(author, (tx) =>
        rewriteNote(tx, tenantId, about(entitlementId), noteId, note),
      );
      if (!isKnown) throw notFound('note', noteId);
      return undefined;
    },
  );

  route(operations.deleteEntitlementNote, async ({ tenantId, author, params: { entitlementId, noteId } }) => {
    const isKnown = await database.transaction(author, (tx) =>
      deleteNote(tx, tenantId, about(entitlementId), noteId),
    );
    if (!isKnown) throw notFound('note', noteId);
    return undefined;
  });
};
