import { newId } from '../../platform/ids.ts';
import { given, type Recipes, type World } from './world.ts';

/** Valid requests of the operations on the mails a tenant sends. */

const kind = 'thresholdCrossed';
const template = { subject: 'Look', text: 'Look here.', html: '<p>Look here.</p>' };

/** An address that has followed the link of a mail it wants no more of. */
const stopped = async ({ leeway, named }: World): Promise<string> => {
  const id = newId('stop', leeway.clock.now());
  await leeway.database.transaction(leeway.author, (tx) =>
    tx.query('insert into mail_stops values ($1, $2, $3, $4, $5)', [
      ...[leeway.tenantId, id, `${named('ada')}@example.com`, kind, new Date(leeway.clock.now())],
    ]),
  );
  return id;
};

export const mailRecipes: Recipes = {
  listMailTemplates: () => ({}),
  exportMailTemplates: () => ({}),
  getMailTemplate: () => ({ params: { kind } }),
  updateMailTemplate: () => ({ params: { kind }, body: template }),
  deleteMailTemplate: () => ({ params: { kind } }),
  previewMailTemplate: () => ({ params: { kind }, body: template }),
  getMailSettings: () => ({}),
  updateMailSettings: () => ({ body: { senderName: 'Acme', replyTo: 'licences@example.com' } }),
  listMailStops: async (w) => {
    await stopped(w);
    return {};
  },
  exportMailStops: (w) => given(stopped(w), { query: { kind } }),
  deleteMailStop: async (w) => ({ params: { mailStopId: await stopped(w) } }),
};
