import type { Row } from '../../../api/wire.ts';

export type Contact = Row<'listContacts'>;

/** What a contact is called where nothing but an address is known, too. */
export const nameOf = ({ firstName, lastName, email }: Contact): string =>
  [firstName, lastName].filter(Boolean).join(' ') || email;
