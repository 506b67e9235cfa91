/** The door of the customers: who buys, and who their people are. */
export { type Contact, contactsById } from './contacts-store.ts';
export { type ContactIdentity, findContactByClaim, findContactByUsername } from './credentials-store.ts';
export { customersById, holdCustomer } from './customers-store.ts';
export {
  addNote,
  deleteNote,
  findNote,
  listNotes,
  type NoteSubject,
  rewriteNote,
} from './notes-store.ts';
export { mailForgottenLink } from './password-links.ts';
export {
  changeContactPassword,
  givePortalPassword,
  invitePortalUser,
  type PortalUserParts,
  removePortalUser,
  resendPortalInvitation,
  setPortalRole,
} from './portal-users.ts';
export { findPortalUser, pageOfPortalUsers } from './portal-users-store.ts';
export { registerCustomers, type SetCustomerDisabled } from './routes.ts';
export { verifyContactPassword } from './sign-in.ts';
