/** The door of the customers: who buys, and who their people are. */
export { type Contact, contactsById } from './contacts-store.ts';
export { type ContactIdentity, findContactByClaim } from './credentials-store.ts';
export { customersById, holdCustomer } from './customers-store.ts';
export { addNote, findNote, listNotes, type NoteSubject } from './notes-store.ts';
export { registerCustomers, type SetCustomerDisabled } from './routes.ts';
export { verifyContactPassword } from './sign-in.ts';
