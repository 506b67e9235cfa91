import { operations } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { notFound } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { refuseBlank } from '../catalog/index.ts';
import { addNote, findNote, listNotes, type NoteSubject } from '../customers/index.ts';
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
};
