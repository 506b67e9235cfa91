import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, strangersApi } from '../../testing/checked-api.ts';
import { type Answer, type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type QueuedMail, queueMail } from './index.ts';

type Threshold = Extract<QueuedMail, { kind: 'thresholdCrossed' }>['values'];

interface MailRow {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly sender_name: string | null;
  readonly reply_to: string | null;
}

let leeway: Leeway;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway.stop());
beforeEach(() => leeway.database.query('delete from mails'));

const path = '/api/v1/account/mail';
const kinds = [
  ...['userInvitation', 'userPasswordReset', 'secondFactorReset'],
  ...['contactPasswordSetup', 'contactPasswordReset'],
  ...['webhookDisabled', 'thresholdCrossed', 'expiryNotice', 'seatsRequested', 'seatsAnswered'],
];

const read = async (kind: string) => (await api('getMailTemplate', `GET ${path}/templates/${kind}`)).body;
const replace = (kind: string, template: unknown) =>
  api('updateMailTemplate', `PUT ${path}/templates/${kind}`, template);
const reset = (kind: string) => api('deleteMailTemplate', `DELETE ${path}/templates/${kind}`);
const preview = (kind: string, draft: unknown = {}) =>
  api('previewMailTemplate', `POST ${path}/templates/${kind}/preview`, draft);

const values: Threshold = {
  ...{ tenantName: 'Acme', customerName: 'Globex', offeringName: 'Drawing Pro', unit: 'seats' },
  ...{ used: 105n, bought: 100n, hardCap: 120n, levels: ['100 % of bought', '105 seats'] },
  link: 'https://licences.example.com/portal',
};

/** The mail as it waits to be sent. */
const queued = async (given: Partial<Threshold> = {}, tenantId = leeway.tenantId): Promise<MailRow> => {
  const mail = {
    tenantId,
    kind: 'thresholdCrossed',
    to: 'ann@example.com',
    publicUrl: 'http://localhost',
  } as const;
  await leeway.database.query('delete from mails');
  await leeway.database.transaction(leeway.author, (tx) =>
    queueMail(tx, { ...mail, values: { ...values, ...given } }),
  );
  const [row] = await leeway.database.query<MailRow>('select * from mails');
  if (!row) throw new Error('nothing was queued');
  return row;
};

describe('the templates the product brings', () => {
  it('are there for each kind of mail, with the variables it can use', async () => {
    const { body } = await api('listMailTemplates', `GET ${path}/templates`);
    expect(body.items.map(({ kind }: { kind: string }) => kind)).toEqual(kinds);
    expect(body.elementsTotal).toBe(kinds.length);
    expect(body.items.filter(({ isEssential }: { isEssential: boolean }) => !isEssential)).toMatchObject([
      { kind: 'thresholdCrossed', isCustom: false, updatedAt: null },
      { kind: 'expiryNotice', isCustom: false, updatedAt: null },
    ]);
    const { variables } = await read('thresholdCrossed');
    expect(variables).toContainEqual({
      ...{ name: 'levels', type: 'list', description: 'The thresholds that were reached' },
      example: '100 % of bought, 105 seats',
    });
    expect(variables.map(({ name }: { name: string }) => name)).toContain('stopLink');
    expect(JSON.stringify((await read('userInvitation')).variables)).not.toContain('stopLink');
  });

  it.each(kinds)('%s: can be kept as one of its own, and looks the same', async (kind) => {
    const before = await preview(kind);
    expect(before.status).toBe(200);
    for (const part of ['subject', 'text', 'html'])
      expect(before.body[part]).not.toMatch(/\{\{|undefined|null/);
    expect(before.body.html).not.toMatch(/<img|src=|<script|url\(/i);
    const { subject, text, html } = await read(kind);
    expect((await replace(kind, { subject, text, html })).status).toBe(204);
    expect((await read(kind)).isCustom).toBe(true);
    expect((await preview(kind)).body).toEqual(before.body);
    await reset(kind);
  });

  it('tell of a threshold in plain words', async () => {
    const { subject, text } = await queued();
    expect(subject).toBe('Globex: 105 of 100 seats of Drawing Pro in use');
    expect(text.split('You want no more')[0]).toBe(
      [
        'Globex uses 105 of 100 seats of Drawing Pro.',
        'Reached:\n- 100 % of bought\n- 105 seats',
        'At most 120 can be in use; after that, requests are denied.',
        'See the use:\nhttps://licences.example.com/portal',
        '',
      ].join('\n\n'),
    );
    const unlimited = await queued({ bought: null, hardCap: null });
    expect(unlimited.subject).toBe('Globex: 105 seats of Drawing Pro in use');
    expect(unlimited.text).toContain('Globex uses 105 of an unlimited number of seats of Drawing Pro.');
    expect(unlimited.text).toContain('There is no upper limit.');
  });
});

describe('what stands in a mail', () => {
  it('is escaped in HTML, and is as it is in text', async () => {
    const customerName = `<script>alert("1")</script> & 'Sons'`;
    const { html, text, subject } = await queued({ customerName });
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;&#x2F;script&gt; &amp; &#39;Sons&#39;');
    expect(text).toContain(customerName);
    expect(subject).toContain(customerName);
  });

  it('takes one line, and turns no direction', async () => {
    const customerName = 'Globex\r\nBcc: eve@example.com\n\nClick \u202ehere';
    const { text, subject } = await queued({ customerName });
    expect(subject).toMatch(/^Globex Bcc: eve@example.com Click here: 105/);
    expect(text).toMatch(/^Globex Bcc: eve@example.com Click here uses 105/);
  });

  it('makes no subject longer than a mail program shows', async () => {
    const { subject, text } = await queued({ customerName: '🏭'.repeat(5_000) });
    expect([...subject]).toHaveLength(200);
    expect(Buffer.from(subject).toString()).toBe(subject);
    expect(text).toContain('🏭'.repeat(5_000));
  });
});

describe('a template of the tenant', () => {
  const own = {
    subject: 'Hey {{customerName}}',
    text: '{{#levels}}{{.}};{{/levels}}{{#hardCap}}{{link}} {{hardCap}}{{/hardCap}}{{^hardCap}}no cap{{/hardCap}}',
    html: '<b>{{customerName}}</b>{{! nobody reads this }}',
  };

  it('is in force from then on, for this tenant alone, until it is deleted', async () => {
    const stranger = await strangersApi(leeway);
    const at = leeway.clock.now();
    await replace('thresholdCrossed', own);
    const template = await read('thresholdCrossed');
    expect(template).toMatchObject({ ...own, isCustom: true });
    expect(Date.parse(template.updatedAt) - at).toBeLessThan(10_000);
    expect(await queued({ customerName: 'A&B' })).toMatchObject({
      subject: 'Hey A&B',
      text: '100 % of bought;105 seats;https://licences.example.com/portal 120',
      html: '<b>A&amp;B</b>',
    });
    expect((await queued({ hardCap: null, levels: [] })).text).toBe('no cap');
    const elsewhere = await stranger('getMailTemplate', `GET ${path}/templates/thresholdCrossed`);
    expect(elsewhere.body).toMatchObject({ isCustom: false });
    expect((await reset('thresholdCrossed')).status).toBe(204);
    expect((await reset('thresholdCrossed')).status).toBe(204);
    expect(await read('thresholdCrossed')).toMatchObject({ isCustom: false, updatedAt: null });
    expect((await queued()).subject).toMatch(/^Globex: 105/);
  });

  it('does not change what was queued before', async () => {
    await queued();
    await replace('thresholdCrossed', own);
    const [row] = await leeway.database.query<MailRow>('select subject from mails');
    expect(row?.subject).toMatch(/^Globex: 105/);
    await reset('thresholdCrossed');
  });

  const refusals = {
    'a name that is none': [
      'Hello\nDear {{custmerName}}',
      /line 2, column 6: there is no custmerName; there are/,
    ],
    'a path into a value': ['{{customerName.length}}', /line 1, column 1: there is no customerName\.length/],
    'what an object inherits': ['{{constructor}}', /there is no constructor/],
    'a section that is not closed': ['{{#levels}}x', /line 1, column 13: Unclosed section "levels"/],
    'a section that is not open': ['a\nb{{/levels}}', /line 2, column 2: Unopened section "levels"/],
    'a tag that is not closed': ['a {{customerName', /line 1, column 3: \{\{ without \}\}/],
    'a list in itself': ['{{#levels}}{{#levels}}x{{/levels}}{{/levels}}', /column 12: levels stands inside/],
    'a list as a value': ['{{levels}}', /levels is a list/],
    'a dot outside of a list': ['{{.}}', /stands only inside of a list/],
    'another template': ['{{> other}}', /cannot include another/],
    'other delimiters': ['{{=<% %>=}}', /the delimiters are/],
    'a value that is not escaped': ['{{{customerName}}}', /always escaped/],
    'the same in other signs': ['{{ & customerName}}', /always escaped/],
    'a tag without end in sight': [`{{${' '.repeat(19_000)}}}`, /too far/],
    'too many tags': ['{{used}}'.repeat(501), /at most 500/],
  } as const satisfies Record<string, readonly [string, RegExp]>;

  it.each(Object.entries(refusals))('is refused with the place: %s', async (_, [text, message]) => {
    const refusedAt = ({ status, body }: Answer) => {
      expect(status).toBe(422);
      expect(body.validationErrors).toEqual([
        { propertyName: 'text', code: 'template', message: expect.stringMatching(message) },
      ]);
    };
    const begun = performance.now();
    refusedAt(await replace('thresholdCrossed', { ...own, text }));
    refusedAt(await preview('thresholdCrossed', { text }));
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect((await read('thresholdCrossed')).isCustom).toBe(false);
  });

  it('is refused with all its faults, and without one of its parts', async () => {
    const { body } = await replace('userInvitation', { subject: '{{a}}', text: 'x', html: '{{stopLink}}' });
    expect(body.validationErrors.map(({ propertyName }: { propertyName: string }) => propertyName)).toEqual([
      ...['subject', 'html'],
    ]);
    expect((await replace('userInvitation', { subject: 'a', text: 'b' })).status).toBe(422);
    expect((await api('getMailTemplate', `GET ${path}/templates/unheardOf`)).status).toBe(422);
  });

  it('can be looked at before it is kept, and nothing is sent', async () => {
    const { body } = await preview('expiryNotice', { subject: '{{customerName}} {{expiryDate}} {{days}}' });
    expect(body.subject).toBe('Globex & Sons 2027-01-31 30');
    expect(body.html).toContain('Globex &amp; Sons');
    expect(await leeway.database.query('select from mails')).toEqual([]);
  });
});

describe('who mails come from', () => {
  const settings = `${path}/settings`;

  it('is the tenant, or whom it names, with an address for answers', async () => {
    expect((await api('getMailSettings', `GET ${settings}`)).body).toEqual({
      senderName: null,
      replyTo: null,
    });
    expect(await queued()).toMatchObject({ sender_name: 'Acme', reply_to: null });
    const chosen = { senderName: 'Acme Lizenzen', replyTo: 'help@acme.example' };
    expect((await api('updateMailSettings', `PUT ${settings}`, chosen)).status).toBe(204);
    expect((await api('getMailSettings', `GET ${settings}`)).body).toEqual(chosen);
    expect(await queued()).toMatchObject({ sender_name: 'Acme Lizenzen', reply_to: 'help@acme.example' });
    await api('updateMailSettings', `PUT ${settings}`, {});
    expect(await queued()).toMatchObject({ sender_name: 'Acme', reply_to: null });
  });

  it.each([
    { senderName: 'Acme\r\nBcc: eve@example.com' },
    { senderName: '  ' },
    { senderName: 'x'.repeat(101) },
    { replyTo: 'help@acme.example, eve@example.com' },
    { replyTo: 'help@acme.example\n' },
  ])('cannot be %o', async (asked) => {
    const { status, body } = await api('updateMailSettings', `PUT ${settings}`, asked);
    expect(status).toBe(422);
    expect(body.validationErrors[0].propertyName).toBe(Object.keys(asked)[0]);
  });
});

it('every change of templates and settings is in the audit log', async () => {
  await leeway.database.query('delete from audit_log');
  await replace('expiryNotice', { subject: 'a', text: 'b', html: 'c' });
  await replace('expiryNotice', { subject: 'a2', text: 'b', html: 'c2' });
  await reset('expiryNotice');
  await api('updateMailSettings', `PUT ${path}/settings`, { senderName: 'Us' });
  await queued();
  const rows = await leeway.database.query(
    `select object_type, object_id, action, author_kind, changes from audit_log order by audit_id`,
  );
  expect(rows).toMatchObject([
    { object_type: 'mailTemplate', object_id: 'expiryNotice', action: 'create', author_kind: 'client' },
    {
      action: 'update',
      changes: [
        { field: 'html', masked: true },
        { field: 'subject', old: 'a', new: 'a2' },
      ],
    },
    { action: 'delete' },
    { object_type: 'mailSettings', object_id: leeway.tenantId },
  ]);
});
