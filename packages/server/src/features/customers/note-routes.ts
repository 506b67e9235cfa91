import { operations } from '@leeway/contract';
import { notFound } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { refuseBlank } from '../catalog/index.ts';
import { findCustomer, holdCustomer } from './customers-store.ts';
import { addNote, deleteNote, findNote, listNotes, type NoteSubject, rewriteNote } from './notes-store.ts';

const about = (customerId: string): NoteSubject => ({ type: 'customer', id: customerId });

export const registerNoteRoutes = ({ route, database, clock }: RoomContext): void => {
  route(operations.createCustomerNote, ({ tenantId, author, params: { customerId }, body: { note } }) => {
    refuseBlank('note', note);
    return database.transaction(author, async (tx) => {
      if (!(await holdCustomer(tx, tenantId, customerId))) throw notFound('customer', customerId);
      return addNote(tx, tenantId, about(customerId), { note, author, at: clock.now() });
    });
  });

  route(operations.listCustomerNotes, async ({ tenantId, params: { customerId } }) => {
    if (!(await findCustomer(database, tenantId, customerId))) throw notFound('customer', customerId);
    return { notes: await listNotes(database, tenantId, about(customerId)) };
  });

  route(operations.getCustomerNote, async ({ tenantId, params: { customerId, noteId } }) => {
    const note = await findNote(database, tenantId, about(customerId), noteId);
    if (!note) throw notFound('note', noteId);
    return note;
  });

  route(
    operations.updateCustomerNote,
    async ({ tenantId, author, params: { customerId, noteId }, body: { note } }) => {
      refuseBlank('note', note);
      const isKnown = await database.transaction(author, (tx) =>
        rewriteNote(tx, tenantId, about(customerId), noteId, note),
      );
      if (!isKnown) throw notFound('note', noteId);
      return undefined;
    },
  );

  route(operations.deleteCustomerNote, async ({ tenantId, author, params: { customerId, noteId } }) => {
    const isKnown = await database.transaction(author, (tx) =>
      deleteNote(tx, tenantId, about(customerId), noteId),
    );
    if (!isKnown) throw notFound('note', noteId);
    return undefined;
  });
};
