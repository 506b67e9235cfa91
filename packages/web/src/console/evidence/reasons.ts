import { words } from '../../ui/format.ts';

const reasonWords: Readonly<Record<string, string>> = {
  seatLimitReached: 'all seats and the overdraft were in use',
  featureLimitReached: 'a feature was used up',
  entitlementNotActive: 'the entitlement was not active',
  ownCapReached: 'the customer’s own cap was reached',
  credentialsRejected: 'the credentials were refused',
};

/** Why something was denied, in words. */
export const reasonText = (reason: string): string => reasonWords[reason] ?? words(reason);
