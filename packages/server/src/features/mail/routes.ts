import { type MailKind, type MailTemplateModel, operations } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { ApiProblem, type FieldFault, notFound } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { defaultTemplates } from './default-templates.ts';
import { mailKinds, variablesOf } from './kinds.ts';
import { stopColumns, templateColumns } from './list-columns.ts';
import {
  pageOfStops,
  removeStop,
  removeTemplate,
  replaceSettings,
  replaceTemplate,
  selectSettings,
  selectTemplate,
  selectTemplates,
  type TemplateRow,
} from './store.ts';
import { exampleText, type MailParts, renderMail, templateFault } from './template.ts';

const partNames = ['subject', 'text', 'html'] as const;

/** @throws ApiProblem `validationFailed` that names each part which is no template, with the place */
const refuseFaulty = (kind: MailKind, parts: MailParts, publicUrl: string): void => {
  const variables = variablesOf(kind, publicUrl);
  const fields = partNames.flatMap((propertyName): FieldFault[] => {
    const message = templateFault(parts[propertyName], variables);
    return message === null ? [] : [{ propertyName, message, code: 'template' }];
  });
  if (fields.length === 0) return;
  const detail = fields.map(({ propertyName, message }) => `${propertyName}: ${message}.`).join(' ');
  throw new ApiProblem('validationFailed', detail, { fields });
};

const shown = (kind: MailKind, row: TemplateRow | null, publicUrl: string): MailTemplateModel => {
  const { subject, text, html } = row ?? defaultTemplates[kind];
  const variables = variablesOf(kind, publicUrl).map((one) => ({
    ...one,
    example: exampleText(one.example),
  }));
  return {
    kind,
    description: mailKinds[kind].description,
    isEssential: mailKinds[kind].stopWords === null,
    isCustom: row !== null,
    ...{ subject, text, html, variables },
    updatedAt: row?.updatedAt.toISOString() ?? null,
  };
};

export const registerTemplates = ({ route, database, clock, publicUrl, sendList }: RoomContext): void => {
  const templates = async (db: Queryable, tenantId: string) => {
    const rows = await selectTemplates(db, tenantId);
    return (Object.keys(mailKinds) as MailKind[]).map((kind) =>
      shown(kind, rows.find((row) => row.kind === kind) ?? null, publicUrl),
    );
  };

  route(operations.listMailTemplates, async ({ tenantId }) => {
    const items = await templates(database, tenantId);
    return { items, elementsTotal: items.length };
  });

  route(operations.exportMailTemplates, (asked) =>
    sendList(asked, {
      ...{ title: 'Mail templates', columns: templateColumns },
      read: async (db) => ({ items: await templates(db, asked.tenantId) }),
    }),
  );

  route(operations.getMailTemplate, async ({ tenantId, params: { kind } }) =>
    shown(kind, await selectTemplate(database, tenantId, kind), publicUrl),
  );

  route(operations.updateMailTemplate, async ({ tenantId, author, params: { kind }, body }) => {
    const { subject, text, html } = body;
    refuseFaulty(kind, { subject, text, html }, publicUrl);
    const row = { kind, subject, text, html, updatedAt: new Date(clock.now()) };
    await database.transaction(author, (tx) => replaceTemplate(tx, tenantId, row));
    return undefined;
  });

  route(operations.deleteMailTemplate, async ({ tenantId, author, params: { kind } }) => {
    await database.transaction(author, (tx) => removeTemplate(tx, tenantId, kind));
    return undefined;
  });

  route(operations.previewMailTemplate, async ({ tenantId, params: { kind }, body }) => {
    const inForce = (await selectTemplate(database, tenantId, kind)) ?? defaultTemplates[kind];
    const { subject = inForce.subject, text = inForce.text, html = inForce.html } = body;
    refuseFaulty(kind, { subject, text, html }, publicUrl);
    const examples = variablesOf(kind, publicUrl).map(({ name, example }) => [name, example]);
    return renderMail({ subject, text, html }, Object.fromEntries(examples));
  });
};

export const registerMailSettings = ({ route, database }: RoomContext): void => {
  route(operations.getMailSettings, ({ tenantId }) => selectSettings(database, tenantId));

  route(operations.updateMailSettings, async ({ tenantId, author, body }) => {
    const { senderName = null, replyTo = null } = body;
    await database.transaction(author, (tx) => replaceSettings(tx, tenantId, { senderName, replyTo }));
    return undefined;
  });
};

export const registerStops = ({ route, database, sendList }: RoomContext): void => {
  route(operations.listMailStops, async ({ tenantId, query }) => {
    const page = pageAsked(query);
    const { kind = null, address = null } = query;
    const { items, elementsTotal } = await pageOfStops(database, tenantId, { kind, address }, page);
    const stops = items.map(({ mailStopId, stoppedAt, ...stop }) => ({
      ...stop,
      id: mailStopId,
      stoppedAt: stoppedAt.toISOString(),
    }));
    return pageReply(page, stops, elementsTotal);
  });

  route(operations.exportMailStops, (asked) =>
    sendList(asked, {
      ...{ title: 'Mail stops', columns: stopColumns },
      read: (db, page) => {
        const { kind = null, address = null } = asked.query;
        return pageOfStops(db, asked.tenantId, { kind, address }, page);
      },
    }),
  );

  route(operations.deleteMailStop, async ({ tenantId, author, params: { mailStopId } }) => {
    const isRemoved = await database.transaction(author, (tx) => removeStop(tx, tenantId, mailStopId));
    if (!isRemoved) throw notFound('mail stop', mailStopId);
    return undefined;
  });
};
