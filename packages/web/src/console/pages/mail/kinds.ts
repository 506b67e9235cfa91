import type { Row } from '../../../api/wire.ts';

export type Kind = Row<'listMailTemplates'>['kind'];

/** Kinds of mail as people call them. */
export const kindTexts: Readonly<Record<Kind, string>> = {
  userInvitation: 'Invitation to the console',
  userPasswordReset: 'Forgotten password, console',
  secondFactorReset: 'Second factor taken off',
  contactPasswordSetup: 'First password, portal',
  contactPasswordReset: 'Forgotten password, portal',
  webhookDisabled: 'Webhook disabled',
  thresholdCrossed: 'Threshold crossed',
  expiryNotice: 'Entitlement ends soon',
  seatsRequested: 'More seats asked for',
  seatsAnswered: 'More seats: your answer',
};

/** Those a recipient can want no more of. */
export const stoppable: readonly Kind[] = ['thresholdCrossed', 'expiryNotice'];
