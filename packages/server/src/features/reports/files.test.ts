import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { xlsxChunks } from '../../platform/files/xlsx-file.ts';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { invite } from '../../testing/people.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { readXlsx } from './testing/read-xlsx.ts';

/** Reports as files: what is in them is what the page says, whatever the values are. */

const hostile = [
  `=cmd|' /C calc'!A0`,
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '＝1',
  `'quoted`,
  'she said "no", twice',
  'two\nlines',
  'two\r\nlines',
  ' spaces around ',
  'a;b,c|d',
  '_x0041_ is no A',
  'bell \u0007 and form feed \f',
  '<b>&amp;</b>]]>',
  'Zürich 東京 🦄',
  'x'.repeat(10_000),
  'y'.repeat(40_000),
];
const large = 9_007_199_254_740_993n;

let leeway: Leeway;
let api: CheckedApi;
let sold: Sold;

const insertSql = `
  insert into activity_log (
    tenant_id, entitlement_id, at, sequence, operation, seat_id, seats_used, bought, hard_cap, overdraft, attempts, amount
  )
  select $1, $2, timestamptz '2026-03-29T00:30:00.250Z' + n * interval '1 hour', 1000 + n, 'activate', seat, n, 100,
    null, n % 2 = 0, 1, $4::bigint
  from unnest($3::text[]) with ordinality as t (seat, n)`;

const columns = [
  'timestamp',
  'sequence',
  'seatId',
  'seatsUsed',
  'overdraft',
  'hardCap',
  'amount',
  'customerName',
];
let definition: { subject: string; columns: string[]; filter: object[] };

const exportAs = async (format: 'csv' | 'xlsx', body: object) => {
  const response = await fetch(`${leeway.baseUrl}/api/v1/reports/export`, {
    method: 'POST',
    headers: { authorization: `Bearer ${leeway.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, format }),
  });
  expect(response.status).toBe(200);
  return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};

const pageOf = async (body: object) =>
  (await api('runReport', 'POST /api/v1/reports/run', { ...body, pageSize: 1000 })).body.items;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  await leeway.database.transaction(leeway.author, (tx) =>
    tx.query(`update tenants set time_zone = 'Europe/Berlin' where tenant_id = $1`, [leeway.tenantId]),
  );
  sold = await sell(leeway);
  await leeway.database.query(insertSql, [leeway.tenantId, sold.entitlementId, hostile, large]);
  const filter = [{ column: 'entitlementId', operator: 'eq', value: sold.entitlementId }];
  definition = { subject: 'activity', columns, filter };
});
afterAll(() => leeway?.stop());

describe('CSV', () => {
  it('has the values of the page, exactly, but for a mark before what a spreadsheet would run', async () => {
    const { headers, bytes } = await exportAs('csv', definition);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="activity-\d{4}-\d\d-\d\d\.csv"/,
    );
    expect(headers.get('n-rows-total')).toBe(String(hostile.length));
    const [heading, ...rows] = parse(bytes) as string[][];
    expect(heading).toEqual(columns);
    const page = await pageOf(definition);
    const danger = /^[=+\-@\t\r＝＋－＠]/;
    const texts = rows.map((row) => row[2] ?? '');
    expect(texts).toEqual(hostile.map((text) => (danger.test(text) ? `'${text}` : text)));
    expect(rows.map((row) => [row[0], Number(row[1]), Number(row[3]), row[4] === 'true'])).toEqual(
      page.map((item: Record<string, unknown>) => [
        ...[item.timestamp, item.sequence, item.seatsUsed, item.overdraft],
      ]),
    );
    expect(new Set(rows.map((row) => row.slice(5).join('|')))).toEqual(new Set([`|${large}|`]));
  });

  it('ends lines with CRLF and quotes only where it must; a negative number stays a number', async () => {
    await leeway.database.query(
      `update activity_log set seats_used = -5 where entitlement_id = $1 and sequence = 1001`,
      [sold.entitlementId],
    );
    const filter = [...definition.filter, { column: 'sequence', operator: 'in', value: [1001, 1009] }];
    const { bytes } = await exportAs('csv', {
      subject: 'activity',
      columns: ['seatsUsed', 'seatId'],
      filter,
    });
    expect(bytes.toString()).toBe(
      `seatsUsed,seatId\r\n-5,'=cmd|' /C calc'!A0\r\n9,"she said ""no"", twice"\r\n`,
    );
  });
});

describe('XLSX', () => {
  it('has texts as texts, numbers as numbers, instants as dates of the account’s time zone', async () => {
    const { headers, bytes } = await exportAs('xlsx', definition);
    expect(headers.get('content-type')).toContain('spreadsheetml.sheet');
    const [sheet, ...others] = readXlsx(bytes);
    expect(others).toEqual([]);
    expect(sheet?.name).toBe('Activity');
    const [heading, ...rows] = sheet?.rows ?? [];
    expect(heading?.map((cell) => cell?.value)).toEqual([
      ...[
        'Time (Europe/Berlin)',
        'Sequence',
        'Seat',
        'Seats used',
        'In overdraft',
        'Hard cap',
        'Amount',
        'Customer',
      ],
    ]);
    expect(rows.map((row) => row[2]?.value)).toEqual(hostile.map((text) => text.slice(0, 32_767)));
    expect(rows.flat().some((cell) => cell?.isFormula)).toBe(false);
    const page = await pageOf(definition);
    for (const [index, row] of rows.entries()) {
      const { timestamp, sequence, seatsUsed, overdraft } = page[index];
      expect(row[2]).toMatchObject({ type: 'inlineStr' });
      expect(row[1]).toMatchObject({ type: 'n', value: String(sequence) });
      expect(row[3]).toMatchObject({ type: 'n', value: String(seatsUsed) });
      expect(row[4]).toMatchObject({ type: 'b', value: overdraft ? '1' : '0' });
      expect(row[5]).toBeNull();
      expect(row[6]).toMatchObject({ type: 'inlineStr', value: String(large) });
      expect(row[0]).toMatchObject({ type: 'n', format: 'yyyy-mm-dd hh:mm:ss' });
      // Days since 1899-12-30: two hours ahead of UTC from 03:00 on the day the clocks change.
      const wall = (Number(row[0]?.value) - 25_569) * 86_400_000;
      expect(Math.round(wall)).toBe(Date.parse(timestamp) + 2 * 3_600_000);
    }
  });

  it('goes on with another sheet, heading and all, where one is full', async () => {
    const batches = async function* () {
      yield [[1], [2], [3]];
      yield [[4], [5]];
    };
    const asked = {
      ...{ name: 'Rows', timeZone: 'UTC', rowsTotal: 5, maxRowsPerSheet: 3 },
      columns: [{ key: 'n', title: 'N', type: 'integer' as const }],
    };
    const chunks: Uint8Array[] = [];
    for await (const chunk of xlsxChunks(asked, batches())) chunks.push(chunk);
    const sheets = readXlsx(Buffer.concat(chunks));
    expect(sheets.map(({ name, rows }) => [name, ...rows.flat().map((cell) => cell?.value)])).toEqual([
      ['Rows', 'N', '1', '2'],
      ['Rows_2', 'N', '3', '4'],
      ['Rows_3', 'N', '5'],
    ]);
  });

  it('reads no further than is taken of it, and stops reading when nobody takes more', async () => {
    const seen = { batches: 0, ended: false };
    const endless = async function* () {
      try {
        for (;;) {
          seen.batches += 1;
          yield Array.from({ length: 500 }, () => [randomUUID()]);
        }
      } finally {
        seen.ended = true;
      }
    };
    const asked = {
      name: 'Rows',
      timeZone: 'UTC',
      rowsTotal: 1,
      columns: [{ key: 'a', title: 'A', type: 'text' as const }],
    };
    let taken = 0;
    for await (const chunk of xlsxChunks(asked, endless())) {
      taken += chunk.length;
      if (taken > 200_000) break;
    }
    await expect.poll(() => seen.ended).toBe(true);
    // 500 of them are at least 8 kB in the file; what is on its way is not much more than what was taken.
    expect(seen.batches).toBeLessThan(100);
  });

  it('is a whole workbook without any rows', async () => {
    const filter = [{ column: 'seatId', operator: 'eq', value: 'nobody' }];
    const { bytes } = await exportAs('xlsx', { ...definition, filter });
    expect(readXlsx(bytes)[0]?.rows).toHaveLength(1);
  });
});

describe('a list as a file', () => {
  const ratesSql = `
    insert into rates (tenant_id, rate_id, entitlement_id, kind, amount, unit_count, currency, valid_from, created_at)
    select $1, 'rate_' || lpad(n::text, 22, '0'), $2, 'peakOverdraftUnit', 1250 + n, 1, 'EUR', timestamptz '2026-07-01Z' + n * interval '1 hour',
      timestamptz '2026-07-01Z' + n * interval '1 second'
    from generate_series(1, 2345) n`;

  const fileOf = async (format: string, query = '') => {
    const headers = { authorization: `Bearer ${leeway.token}` };
    const path = `/api/v1/rates/export?format=${format}${query}`;
    const response = await fetch(leeway.baseUrl + path, { headers });
    expect(response.status).toBe(200);
    return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
  };

  it('has the rows of all pages in their order, as filtered, in both formats', async () => {
    await leeway.database.transaction(leeway.author, (tx) =>
      tx.query(ratesSql, [leeway.tenantId, sold.entitlementId]),
    );
    await api('createRate', 'POST /api/v1/rates', { kind: 'overdraftSeatHour', amount: 5, currency: 'JPY' });
    const of = `&entitlementId=${sold.entitlementId}`;
    const listed: string[] = [];
    for (let page = 1; page <= 3; page++) {
      const { body } = await api('listRates', `GET /api/v1/rates?pageSize=1000&pageNumber=${page}${of}`);
      listed.push(...body.items.map(({ id }: { id: string }) => id));
    }
    expect(listed).toHaveLength(2345);

    const csv = await fileOf('csv', of);
    expect(csv.headers.get('content-disposition')).toMatch(/filename="Rates-\d{4}-\d\d-\d\d\.csv"/);
    const rows = parse(csv.bytes, { columns: true }) as Record<string, string>[];
    expect(rows.map(({ rateId }) => rateId)).toEqual(listed);
    expect(rows[0]).toMatchObject({
      ...{ level: 'entitlement', entitlementId: sold.entitlementId, price: '12.51', currency: 'EUR' },
      ...{ amount: '1251', validFrom: '2026-07-01T01:00:00.000Z', validTo: '' },
    });

    const [sheet] = readXlsx((await fileOf('xlsx')).bytes);
    expect(sheet?.name).toBe('Rates');
    const [heading, first, ...others] = sheet?.rows ?? [];
    const cellOf = (title: string) => first?.[(heading ?? []).findIndex((cell) => cell?.value === title)];
    expect(cellOf('Price')).toMatchObject({ type: 'n', value: '12.51' });
    const wall = (Number(cellOf('Periods from (Europe/Berlin)')?.value) - 25_569) * 86_400_000;
    expect(Math.round(wall)).toBe(Date.parse('2026-07-01T03:00:00Z'));
    expect(others).toHaveLength(2345);
  });

  it('is there of offerings and users, too', async () => {
    const rowsOf = async (operationId: string, path: string) =>
      parse((await api(operationId, `GET /api/v1/${path}`)).body, { columns: true }) as Record<
        string,
        string
      >[];
    const [offering, ...others] = await rowsOf(
      'exportOfferings',
      `offerings/export?productId=${sold.productId}`,
    );
    expect(others).toEqual([]);
    const { body } = await api('getOffering', `GET /api/v1/offerings/${sold.offeringId}?expand=plan,edition`);
    expect(offering).toMatchObject({
      ...{ offeringId: sold.offeringId, name: body.name, sku: sold.sku, seatCount: String(body.seatCount) },
      ...{
        planName: body.plan.name,
        editionName: body.edition.name,
        overdraftType: body.overdraftSeatLimit.type,
      },
    });
    const unknown = `offerings/export?planId=plan_${'x'.repeat(22)}`;
    expect(await rowsOf('exportOfferings', unknown)).toEqual([]);
    const { username } = await invite(leeway, 'Anna', 'Sales');
    expect(await rowsOf('exportUsers', 'account/users/export?format=csv')).toContainEqual(
      expect.objectContaining({ username, firstName: 'Anna', role: 'Sales', status: 'invited' }),
    );
  });

  /** One of each, with a text that a spreadsheet would run. */
  const fill = async () => {
    const create = async (path: string, body: object) => {
      const made = await leeway.api('POST', `/api/v1/${path}`, body);
      expect([path, made.status]).toEqual([path, made.status === 204 ? 204 : 201]);
      return made.body;
    };
    const description = '=1+1';
    await create('products', { name: 'Exported', description });
    await create('plans', { name: '@Plan', licenseType: 'perpetual', licenseStartType: 'activation' });
    await create('features', { key: 'exported', type: 'usageCount', value: 7, description });
    const validationRules = [{ ruleType: 'regex', regex: '^-.*$', errorMessage: 'no' }];
    await create('attributes', { key: 'region', type: 'string', value: '-north', validationRules });
    await create('account/custom-fields', { entityType: 'customer', key: 'crm', displayName: '+Crm' });
    await create('account/thresholds', { measure: 'percentOfBought', value: 90, quietHours: night });
    const uri = 'https://example.com/hook';
    const subscriptions = ['customer.created', 'customer.updated'];
    const { id, signingSecret } = await create('account/webhooks', { uri, subscriptions });
    await create(`account/webhooks/${id}/test`, {});
    await leeway.database.transaction(leeway.author, (tx) =>
      tx.query('insert into mail_stops values ($1, $2, $3, $4, $5)', [
        ...[leeway.tenantId, `stop_${'a'.repeat(22)}`, 'ada@example.com', 'expiryNotice', new Date()],
      ]),
    );
    return { id, signingSecret };
  };
  const night = { from: '22:00', until: '06:00' };

  it('is there of every list of settings: the rows of the list in its order, without secrets', async () => {
    const { id: webhookId, signingSecret } = await fill();
    const deliveries = `account/webhooks/${webhookId}/deliveries`;
    const texts: string[] = [];
    const read = async (operationId: string, path: string, key: string) => {
      const list = await leeway.api('GET', `/api/v1/${path}${path.includes('?') ? '&' : '?'}pageSize=1000`);
      const file = await api(`export${operationId}`, `GET /api/v1/${path.replace(/(?=\?|$)/, '/export')}`);
      texts.push(file.body);
      const rows = parse(file.body, { columns: true }) as Record<string, string>[];
      const listed = list.body.items.map((item: Record<string, string>) => item[key === 'kind' ? key : 'id']);
      expect([operationId, rows.map((row) => row[key])]).toEqual([operationId, listed]);
      return rows.at(-1);
    };
    expect(await read('Products', 'products', 'productId')).toMatchObject({
      ...{ name: 'Exported', description: "'=1+1", offlineLeasePeriod: '30 day' },
    });
    expect(await read('Plans', 'plans', 'planId')).toMatchObject({
      ...{ name: "'@Plan", licenseType: 'perpetual', licenseDuration: 'none' },
    });
    expect(await read('Features', 'features', 'featureId')).toMatchObject({
      ...{ key: 'exported', value: '7', overdraftType: 'none', description: "'=1+1" },
    });
    expect(await read('Attributes', 'attributes', 'attributeId')).toMatchObject({
      ...{ value: "'-north", validationRules: 'matches ^-.*$' },
    });
    expect(await read('CustomFields', 'account/custom-fields', 'customFieldId')).toMatchObject({
      ...{ key: 'crm', entityType: 'customer', displayName: "'+Crm", unique: 'false' },
    });
    expect(await read('ApiClients', 'account/api-clients', 'apiId')).toMatchObject({ clientId: 'test' });
    expect(await read('Thresholds', 'account/thresholds', 'thresholdId')).toMatchObject({
      ...{ measure: 'percentOfBought', value: '90', quietHours: '22:00 to 06:00', toOwners: 'false' },
    });
    expect(await read('Webhooks', 'account/webhooks', 'webhookListenerId')).toMatchObject({
      ...{ uri: 'https://example.com/hook', subscriptions: 'customer.created, customer.updated' },
    });
    expect(await read('Deliveries', deliveries, 'deliveryId')).toMatchObject({ status: 'waiting' });
    expect(await read('Deliveries', `${deliveries}?status=failed`, 'deliveryId')).toBeUndefined();
    expect(await read('MailTemplates', 'account/mail/templates', 'kind')).toMatchObject({
      isCustom: 'false',
    });
    const stops = 'account/mail/stops?address=ada@example.com';
    expect(await read('MailStops', stops, 'mailStopId')).toMatchObject({ kind: 'expiryNotice' });
    expect(await read('MailStops', `${stops}&kind=thresholdCrossed`, 'mailStopId')).toBeUndefined();
    for (const secret of [leeway.client.clientSecret, signingSecret])
      expect(texts.join()).not.toContain(secret);
    const strange = `/api/v1/account/webhooks/whl_${'x'.repeat(22)}/deliveries/export`;
    expect((await leeway.api('GET', strange)).status).toBe(404);
  });

  it('is as narrow as its filter, and refuses what the list refuses', async () => {
    const { bytes } = await fileOf('csv', '&entitlementId=ent_none');
    expect(bytes.toString().trim().split('\r\n')).toHaveLength(1);
    const empty = '/api/v1/statements/export?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z';
    expect((await leeway.api('GET', empty)).body.validationErrors).toMatchObject([{ propertyName: 'to' }]);
  });
});
