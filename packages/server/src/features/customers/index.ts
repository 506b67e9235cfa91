/** The door of the customers: who buys, and who their people are. */
export { type Contact, contactsById } from './contacts-store.ts';
export { customersById, holdCustomer } from './customers-store.ts';
export { registerCustomers, type SetCustomerDisabled } from './routes.ts';
