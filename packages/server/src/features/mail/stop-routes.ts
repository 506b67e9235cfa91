import type { FastifyReply, FastifyRequest } from 'fastify';
import Mustache from 'mustache';
import { systemAuthor } from '../../platform/author.ts';
import { newId } from '../../platform/ids.ts';
import { cancelMails } from '../../platform/mail.ts';
import type { RoomContext } from '../../platform/room.ts';
import { mailKinds } from './kinds.ts';
import { openStop, type Stop } from './stop-token.ts';
import { insertStop } from './store.ts';

/**
 * Where the link in a mail leads: the page asks, and only the POST stops, because programs that look at mails open
 * their links. Mail programs send the POST themselves (RFC 8058). Without a guard: the token says who is meant.
 */

export interface StopParts extends RoomContext {
  /** As its recipients know the tenant. */
  readonly tenantNameOf: (tenantId: string) => Promise<string>;
}

/** What a mail program sends is one short field; it is not even read. */
const bodyBytesMax = 8_192;

const headers = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
  'x-content-type-options': 'nosniff',
};

const bodyStyle =
  'font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;max-width:560px;margin:48px auto;padding:0 24px';
const buttonStyle =
  'font:inherit;padding:10px 20px;border:0;border-radius:6px;background:#1d4ed8;color:#ffffff;cursor:pointer';

const send = (reply: FastifyReply, status: number, heading: string, text: string, button = '') => {
  const page = [
    '<!doctype html>',
    '<html lang="en">',
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<meta name="color-scheme" content="light dark"><title>${heading}</title></head>`,
    `<body style="${bodyStyle}"><main><h1 style="font-size:22px">${heading}</h1>`,
    `<p>${Mustache.escape(text)}</p>${button}</main></body>`,
    '</html>',
    '',
  ];
  return reply.code(status).headers(headers).type('text/html; charset=utf-8').send(page.join('\n'));
};

// Without an action it goes to the address of the page, token included.
const askButton = `<form method="post"><button style="${buttonStyle}">Stop these mails</button></form>`;

const sendUnknown = (reply: FastifyReply) =>
  send(
    reply,
    404,
    'This link does not work',
    'It is not complete, or the sender no longer uses this service.',
  );

type StopRequest = FastifyRequest<{ Querystring: { token?: unknown } }>;

const stopMails = ({ database, clock }: RoomContext, stop: Stop): Promise<void> =>
  database.transaction(systemAuthor, async (tx) => {
    const { tenantId, kind, address } = stop;
    const now = clock.now();
    const mailStopId = newId('stop', now);
    await insertStop(tx, tenantId, { mailStopId, kind, address, stoppedAt: new Date(now) });
    await cancelMails(tx, { tenantId, kind, to: address }, now);
  });

export const registerStopPage = (context: StopParts): void => {
  const { app, database, tenantNameOf } = context;

  const stopOf = async ({ query: { token } }: StopRequest): Promise<Stop | null> => {
    const stop = typeof token === 'string' ? await openStop(database, token) : null;
    return stop && mailKinds[stop.kind].stopWords !== null ? stop : null;
  };

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: bodyBytesMax }, (_request, _body, done) =>
      done(null, undefined),
    );

    scope.get('/mail/stop', async (request, reply) => {
      const stop = await stopOf(request as StopRequest);
      if (!stop) return sendUnknown(reply);
      const name = await tenantNameOf(stop.tenantId);
      const text = `${name} sends ${stop.address} ${mailKinds[stop.kind].stopWords}. Do you want no more of them?`;
      return send(reply, 200, 'Stop these mails?', text, askButton);
    });

    scope.post('/mail/stop', async (request, reply) => {
      const stop = await stopOf(request as StopRequest);
      if (!stop) return sendUnknown(reply);
      await stopMails(context, stop);
      const name = await tenantNameOf(stop.tenantId);
      const text = `${stop.address} gets no more ${mailKinds[stop.kind].stopWords}. To get them again, ask ${name}.`;
      return send(reply, 200, 'These mails are stopped', text);
    });
  });
};
