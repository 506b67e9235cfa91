import { useApi, useChange } from '../../api/use-api.ts';
import type { Reply } from '../../api/wire.ts';

/** What notes are about. */
export interface NoteSubject {
  readonly type: 'customer' | 'entitlement';
  readonly id: string;
  /** Of the customer. */
  readonly name: string;
}

export type Note = Reply<'listCustomerNotes'>['notes'][number];

const useCustomerNotes = (customerId: string, enabled: boolean) => {
  const params = { customerId };
  const list = useApi('listCustomerNotes', { params }, { enabled });
  const create = useChange('createCustomerNote');
  const update = useChange('updateCustomerNote');
  const remove = useChange('deleteCustomerNote');
  return {
    list,
    add: (note: string) => create.mutateAsync({ params, body: { note } }),
    rewrite: (noteId: string, note: string) =>
      update.mutateAsync({ params: { ...params, noteId }, body: { note } }),
    remove: (noteId: string) => remove.mutateAsync({ params: { ...params, noteId } }),
  };
};

const useEntitlementNotes = (entitlementId: string, enabled: boolean) => {
  const params = { entitlementId };
  const list = useApi('listEntitlementNotes', { params }, { enabled });
  const create = useChange('createEntitlementNote');
  const update = useChange('updateEntitlementNote');
  const remove = useChange('deleteEntitlementNote');
  return {
    list,
    add: (note: string) => create.mutateAsync({ params, body: { note } }),
    rewrite: (noteId: string, note: string) =>
      update.mutateAsync({ params: { ...params, noteId }, body: { note } }),
    remove: (noteId: string) => remove.mutateAsync({ params: { ...params, noteId } }),
  };
};

/** The notes on a subject, newest first, and what can be done with them. */
export const useNotes = ({ type, id }: Pick<NoteSubject, 'type' | 'id'>) => {
  const ofCustomer = useCustomerNotes(id, type === 'customer');
  const ofEntitlement = useEntitlementNotes(id, type === 'entitlement');
  const { list, add, rewrite, remove } = type === 'customer' ? ofCustomer : ofEntitlement;
  const { data, error, refetch } = list;
  return { notes: data?.notes.toReversed(), error, refetch, add, rewrite, remove };
};
