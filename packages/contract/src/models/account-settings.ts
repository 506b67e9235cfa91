import { type Static, Type } from 'typebox';
import { Reply, Request } from '../schema.ts';

/** What an account is called and by which clocks it lives. Ours, not the contract's. */

const settings = {
  /** Stands in mails, in the console and in the portal. */
  name: Type.String({ minLength: 1, maxLength: 200 }),
  /** IANA, such as `Europe/Zurich`: days and billing periods begin by it. */
  timeZone: Type.String({ minLength: 1, maxLength: 100 }),
};

export const AccountSettingsModel = Reply({
  ...settings,
  /** The account's name in URLs; it stays. */
  slug: Type.String(),
});

export const UpdateAccountSettingsApiRequest = Request(settings);
export type UpdateAccountSettingsApiRequest = Static<typeof UpdateAccountSettingsApiRequest>;
