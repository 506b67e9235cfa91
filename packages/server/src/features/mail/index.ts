import { registerMailSettings, registerStops, registerTemplates } from './routes.ts';
import { registerStopPage, type StopParts } from './stop-routes.ts';

export { type MailLanguage, mailLanguageOf } from './language.ts';
export { type QueuedMail, queueMail } from './queue-mail.ts';

/** The door of mail: what a tenant's mails say, who they come from, and who wants no more of them. */
export const registerMail = (context: StopParts): void => {
  registerTemplates(context);
  registerMailSettings(context);
  registerStops(context);
  registerStopPage(context);
};
