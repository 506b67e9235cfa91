import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { sell } from '../../testing/sell.ts';

let leeway: Leeway;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway.stop());

interface Entry {
  readonly at: string;
  readonly author: { kind: string; id: string | null; name: string };
  readonly action: string;
  readonly objectType: string;
  readonly objectId: string;
  readonly part: string | null;
  readonly changes: { field: string; old: string | null; new: string | null; masked: boolean }[];
}

const audited = async (query: string): Promise<Entry[]> => {
  const { status, body } = await leeway.api('GET', `/api/v1/audit-log?${query}`);
  expect(status).toBe(200);
  return body.items;
};

/** The changes of the newest entry, by field. */
const newestChanges = async (query: string) => {
  const [newest] = await audited(query);
  return Object.fromEntries(
    (newest?.changes ?? []).map((change) => [change.field, [change.old, change.new]]),
  );
};

describe('rule 42: the audit log', () => {
  it('tells each changed field with its old and new value, and who changed it when', async () => {
    const { productId } = await sell(leeway);
    leeway.clock.advance(3_600_000);
    const leasePeriod = { type: 'day', count: 7 };
    await api('patchProduct', `PATCH /api/v1/products/${productId}`, { name: 'Renamed', leasePeriod });
    const [entry, ...earlier] = await audited(`objectType=product&objectId=${productId}`);
    expect(entry).toMatchObject({ action: 'update', objectType: 'product', objectId: productId, part: null });
    expect(entry?.author).toEqual({ kind: 'client', id: 'test', name: 'test' });
    expect(entry?.changes).toEqual([
      { field: 'leasePeriod.count', old: '1', new: '7', masked: false },
      { field: 'leasePeriod.type', old: 'hour', new: 'day', masked: false },
      { field: 'name', old: expect.stringMatching(/^Product /), new: 'Renamed', masked: false },
    ]);
    expect(Math.abs(Date.parse(entry?.at ?? '') - leeway.clock.now())).toBeLessThan(60_000);
    expect(earlier.at(-1)).toMatchObject({ action: 'create' });
  });

  it('tells an edit of an entitlement, of its parts and of its order', async () => {
    const features = [{ key: 'renders', type: 'usageCount', value: 100 }] as const;
    const { entitlementId, groupId, productId } = await sell(leeway, { features });
    const [feature] = (await leeway.api('GET', `/api/v1/products/${productId}/features`)).body.items;
    const edit = {
      seatCount: 120,
      overdraftSeatLimit: { type: 'percentage', value: 10 },
      expiryDate: '2030-01-01T00:00:00Z',
      features: [{ id: feature.id, value: 250 }],
    };
    await api('updateEntitlement', `PATCH /api/v1/entitlements/${entitlementId}`, edit);
    const entries = await audited(`objectType=entitlement&objectId=${entitlementId}`);
    const fields = entries.flatMap(({ part, changes }) =>
      changes.map(({ field, new: became }) => `${part ? `${part} ` : ''}${field} ${became}`),
    );
    expect(fields).toEqual(
      expect.arrayContaining([
        'seatCount 120',
        'overdraftSeatLimit.type percentage',
        'overdraftSeatLimit.value 10',
        `features ${feature.id} value 250`,
      ]),
    );
    expect(fields.some((text) => text.startsWith('expiryDate 2030-01-01'))).toBe(true);
    const codes = `/api/v1/entitlements/groups/${groupId}/activation-codes`;
    await api('addActivationCodes', `PATCH ${codes}/add`, { activationCodes: ['AUDITED-1'] });
    await api('removeActivationCodes', `PATCH ${codes}/remove`, { activationCodes: ['AUDITED-1'] });
    const [removal, addition] = await audited(`objectId=${groupId}`);
    expect(addition).toMatchObject({ action: 'create', part: 'activationCodes AUDITED-1' });
    expect(removal).toMatchObject({ action: 'delete', part: 'activationCodes AUDITED-1' });
  });

  it('keeps every digit of a 64-bit amount', async () => {
    const features = [{ key: 'bytes', type: 'usageCount', value: 1 }] as const;
    const { entitlementId, productId } = await sell(leeway, { features });
    const [feature] = (await leeway.api('GET', `/api/v1/products/${productId}/features`)).body.items;
    const body = `{"features":[{"id":"${feature.id}","value":9223372036854775806}]}`;
    await leeway.api('PATCH', `/api/v1/entitlements/${entitlementId}`, body);
    expect((await newestChanges(`objectId=${entitlementId}`)).value).toEqual([null, '9223372036854775806']);
  });

  it('does not show a secret, nor write a row for what changed nothing', async () => {
    const { body } = await api('createApiClient', 'POST /api/v1/account/api-clients', { clientId: 'quiet' });
    const [entry] = await audited(`objectType=apiClient&objectId=${body.id}`);
    expect(entry?.changes).toContainEqual({ field: 'secretHash', old: null, new: null, masked: true });
    const { productId } = await sell(leeway);
    const before = await audited(`objectId=${productId}`);
    const same = { description: null };
    await api('patchProduct', `PATCH /api/v1/products/${productId}`, same);
    expect(await audited(`objectId=${productId}`)).toEqual(before);
  });

  it('has no row of what was refused', async () => {
    const { productId } = await sell(leeway);
    const other = await sell(leeway);
    const { name } = (await leeway.api('GET', `/api/v1/products/${other.productId}`)).body;
    const before = await audited(`objectId=${productId}`);
    const refused = await leeway.api('PATCH', `/api/v1/products/${productId}`, { name });
    expect(refused.status).toBe(409);
    expect(await audited(`objectId=${productId}`)).toEqual(before);
  });

  it('is filtered by author, object and time, and paged', async () => {
    const instant = new Date(leeway.clock.now()).toISOString();
    leeway.clock.advance(60_000);
    const { productId } = await sell(leeway);
    expect(await audited(`dateTo=${instant}&objectId=${productId}`)).toEqual([]);
    expect((await audited(`dateFrom=${instant}&objectId=${productId}`)).length).toBeGreaterThan(0);
    expect(await audited(`authorId=nobody&objectId=${productId}`)).toEqual([]);
    expect((await audited(`authorKind=client&authorId=test&objectId=${productId}`)).length).toBeGreaterThan(
      0,
    );
    const page = await leeway.api('GET', '/api/v1/audit-log?pageSize=2&pageNumber=2');
    expect(page.body).toMatchObject({ pageSize: 2, pageNumber: 2 });
    expect(page.body.items).toHaveLength(2);
    const all = await audited('pageSize=1000');
    expect(page.body.items).toEqual(all.slice(2, 4));
    const refused = await leeway.api('GET', '/api/v1/audit-log?dateFrom=yesterday');
    expect([refused.status, faultyFields(refused)]).toEqual([422, ['dateFrom']]);
  });

  it('is the same as a file, also past a thousand rows, and no spreadsheet runs what is in it', async () => {
    const { groupId, productId } = await sell(leeway);
    const codes = Array.from({ length: 999 }, (_, index) => `MANY-${index}`);
    const path = `/api/v1/entitlements/groups/${groupId}/activation-codes/add`;
    await leeway.api('PATCH', path, { activationCodes: codes });
    await leeway.api('PATCH', `/api/v1/products/${productId}`, { name: '=1+1', description: 'a "b",\nc' });
    const { status, headers, body } = await leeway.api('GET', '/api/v1/audit-log/export');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(headers.get('content-disposition')).toMatch(/filename="Audit log-\d{4}-\d\d-\d\d\.csv"/);
    const rows = parse(body as string, { columns: true }) as Record<string, string>[];
    const entries = (await leeway.api('GET', '/api/v1/audit-log?pageSize=1')).body.elementsTotal;
    expect(new Set(rows.map(({ id }) => id)).size).toBe(entries);
    expect(entries).toBeGreaterThan(1_000);
    const renamed = rows.find(({ objectId, field }) => objectId === productId && field === 'name');
    expect(renamed?.new).toBe("'=1+1");
    expect(rows.find(({ objectId, field }) => objectId === productId && field === 'description')?.new).toBe(
      'a "b",\nc',
    );
    expect(rows.map(({ id }) => BigInt(id ?? ''))).toEqual(
      rows.map(({ id }) => BigInt(id ?? '')).sort((a, b) => Number(b - a)),
    );
    const query = `objectId=${productId}&authorKind=client`;
    const narrow = await leeway.api('GET', `/api/v1/audit-log/export?${query}`);
    expect(parse(narrow.body as string, { columns: true })).toEqual(
      rows.filter(({ objectId, authorKind }) => objectId === productId && authorKind === 'client'),
    );
    const book = await leeway.api('GET', `/api/v1/audit-log/export?format=xlsx&${query}`);
    expect([book.status, book.headers.get('content-type')]).toEqual([
      200,
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ]);
  });

  it('refuses a change that has no author: none can go around it', async () => {
    const { productId } = await sell(leeway);
    const change = leeway.database.query('update products set name = $2 where product_id = $1', [
      productId,
      'x',
    ]);
    await expect(change).rejects.toThrow('a change of products without an author');
  });
});

/** What happens, is derived, waits for its turn, or is a key of the tenant. */
const notAudited = [
  'account_keys',
  'activations',
  'activity_log',
  'audit_log',
  'contact_password_links',
  'custom_field_values',
  'customer_import_rows',
  'customer_imports',
  'deliveries',
  'delivery_attempts',
  'event_cursors',
  'event_feeds',
  'event_messages',
  'feature_holdings',
  'feature_usage',
  'history_cursors',
  'history_denials',
  'history_episode_seats',
  'history_episodes',
  'history_holdings',
  'history_hours',
  'history_levels',
  'history_log_changes',
  'history_log_counts',
  'history_log_horizons',
  'history_meters',
  'history_returns',
  'history_sum_changes',
  'history_sums',
  'idempotent_answers',
  'invitations',
  'limit_changes',
  'mail_stop_keys',
  'mail_stops',
  'mails',
  'open_denials',
  'openid_sign_ins',
  'outbox',
  'overdraft_episodes',
  'password_resets',
  'renewal_insights',
  'report_exports',
  'report_files',
  'schema_migrations',
  'second_factor_enrolments',
  'sessions',
  'statement_cursors',
  'statement_lines',
  'statement_sources',
  'statements',
  'threshold_mails',
  'threshold_states',
  'token_keys',
  'usage_closings',
  'webhook_listener_failures',
];

it('every table is audited, or named here as one that records what happens', async () => {
  const rows = await leeway.database.query<{ name: string }>(`
    select c.relname as name
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
    where c.relkind in ('r', 'p') and not c.relispartition
      and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'audit')
    order by c.relname`);
  expect(rows.map(({ name }) => name)).toEqual(notAudited);
});
