import { customerImportBytesMax, customerImportColumnsMax, customerImportRowsMax } from '@leeway/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { counts, defineFields, errors, type ImportDesk, openImportDesk } from './testing/import-desk.ts';

let leeway: Leeway;
let desk: ImportDesk;

beforeAll(async () => {
  leeway = await startLeeway();
  await defineFields(leeway);
});
afterAll(() => leeway?.stop());
beforeEach(() => {
  desk = openImportDesk(leeway);
});

describe('the template', () => {
  it('names every column, custom fields included, as a download', async () => {
    const { answer, text } = await desk.template();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain('filename="customers.csv"');
    expect(text).toBe(
      '\ufeffname,legalName,description,type,accountRefId,status,website,linkedInUrl,contractValue,' +
        'contractStartDate,contractRenewalDate,address.addressLine1,address.addressLine2,address.city,' +
        'address.stateRegion,address.postalCode,address.country,customFields.tier,customFields.crm-id\r\n',
    );
  });

  it('is what an import takes', async () => {
    const header = (await desk.template()).text.trimEnd();
    const row = [
      'Initech, Inc.',
      'Initech Holding',
      'Reports\nand more',
      'customer',
      desk.ref('FULL'),
      'inactive',
      'https://initech.example',
      'https://linkedin.example/initech',
      '123456789012.34',
      '2025-01-01',
      '2026-01-01T12:00:00Z',
      '1 Main St',
      '',
      'Austin',
      'TX',
      '73301',
      'us',
      'gold',
      desk.ref('CRM'),
    ];
    const done = await desk.imported([header, row.map((cell) => `"${cell}"`).join(',')]);
    expect(counts(done)).toEqual([1, 0, 0]);
    expect(await desk.customer(desk.ref('FULL'))).toMatchObject({
      name: 'Initech, Inc.',
      legalName: 'Initech Holding',
      description: 'Reports\nand more',
      type: 'customer',
      status: 'inactive',
      disabledDate: null,
      website: 'https://initech.example',
      contractValue: 123456789012.34,
      contractStartDate: '2025-01-01T00:00:00.000Z',
      contractRenewalDate: '2026-01-01T12:00:00.000Z',
      address: { addressLine1: '1 Main St', addressLine2: null, city: 'Austin', country: 'US' },
      customFields: { tier: 'gold', 'crm-id': desk.ref('CRM') },
    });
  });
});

describe('a file', () => {
  it.each([
    ['with semicolons and a byte order mark', '\ufeffname;accountRefId\r\n"Semi; colon";REF\r\n'],
    ['with tabs', 'name\taccountRefId\nSemi; colon\tREF'],
    ['with commas, spaces and blank lines', 'name , accountRefId,\n\n  Semi; colon ,REF,\n,,\n'],
    ['of an old Mac', 'accountRefId,name\rREF,"Semi; colon"\r'],
  ])('%s is read', async (_, text) => {
    const done = await desk.imported([text.replace('REF', desk.ref('REF'))]);
    expect(counts(done)).toEqual([1, 0, 0]);
    expect(await desk.customer(desk.ref('REF'))).toMatchObject({ name: 'Semi; colon' });
  });

  it('keeps text as text, however much it looks like a formula or code', async () => {
    const texts = [
      '=1+1',
      '@SUM(A1)',
      '+49 30',
      '-1',
      '<b>x</b>',
      "'); drop table customers; --",
      '{"a": 1}',
    ];
    const lines = texts.map((text, index) => `"${text.replaceAll('"', '""')}",${desk.ref(`T${index}`)}`);
    const done = await desk.imported(['name,accountRefId', ...lines]);
    expect(counts(done)).toEqual([texts.length, 0, 0]);
    const names = await Promise.all(
      texts.map(async (_, index) => (await desk.customer(desk.ref(`T${index}`))).name),
    );
    expect(names).toEqual(texts);
  });

  it('counts rows as a spreadsheet does, whatever is between them', async () => {
    const done = await desk.imported(['name,type', '"Two\r\nlines",', '', '"",""', ',bad']);
    expect(errors(done).map(([rowNumber]) => rowNumber)).toEqual([5, 5]);
  });

  it.each([
    ['an unknown column', 'name,colour\nx,red', /column "colour", which is unknown/],
    ['an undefined custom field', 'name,customFields.nope\nx,y', /column "customFields.nope"/],
    ['a column twice', 'name,type,name\nx,,y', /column name twice/],
    ['a nameless column', 'name,,type\nx,,', /column "", which/],
    ['a header only', 'name,type\n', /no rows/],
    ['blank lines only', '\n\n', /no header/],
    ['a quote without its end', 'name\n"x\ny', /no CSV file/],
    ['another encoding', Uint8Array.from([...Buffer.from('name\nM'), 0xfc, 0x0a]), /not in UTF-8/],
    ['bytes', 'name\nx\0y', /no text file/],
  ])('with %s is refused', async (_, content, reason) => {
    const answer = await desk.upload(content);
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'FormFile']);
    expect(answer.body.detail).toMatch(reason);
  });

  it('from another system is guessed on trial, and taken as it is said to be', async () => {
    const { ref } = desk;
    const lines = [
      '\ufeffKunden-Nr.;Firma;Straße;PLZ;Country;Tier ;Rabatt;Rabatt',
      `${ref('K1')};"Müller; Söhne";Hauptstr. 1;10115;DE;gold;;5`,
    ];
    const started = await desk.upload(lines.join('\n'), '?dryRun=true');
    const told = started.body.columns.map(Object.values);
    expect(told).toEqual([
      ['Kunden-Nr.', 'accountRefId', true, ref('K1')],
      ['Firma', 'name', true, 'Müller; Söhne'],
      ['Straße', 'address.addressLine1', true, 'Hauptstr. 1'],
      ['PLZ', 'address.postalCode', true, '10115'],
      ['Country', 'address.country', true, 'DE'],
      ['Tier', 'customFields.tier', true, 'gold'],
      ['Rabatt', null, true, null],
      ['Rabatt', null, true, '5'],
    ]);
    await desk.work();
    const trial = await desk.read(started.body.id);
    expect(counts(trial)).toEqual([1, 0, 0]);
    expect(trial.columns.map(Object.values)).toEqual(told.map((one: unknown[]) => one.slice(0, 3)));

    expect((await desk.upload(lines.join('\n'))).body.detail).toContain(
      'column "Kunden-Nr.", which is unknown',
    );
    const said = {
      'Kunden-Nr.': 'accountRefId',
      Firma: 'legalName',
      Straße: 'name',
      PLZ: null,
      Country: null,
    };
    const some = JSON.stringify(said);
    expect((await desk.upload(lines.join('\n'), '', some)).body.detail).toContain('column "Tier"');
    const all = JSON.stringify({ ...said, Tier: 'description', Rabatt: null });
    const { body } = await desk.upload(lines.join('\n'), '', all);
    expect(body.columns.map(({ guessed }: { guessed: boolean }) => guessed)).not.toContain(true);
    await desk.work();
    expect(await desk.customer(ref('K1'))).toMatchObject({
      ...{ name: 'Hauptstr. 1', legalName: 'Müller; Söhne', description: 'gold', customFields: null },
    });
  });

  it.each([
    ['no JSON', '{', 'Columns', /must be a JSON object/],
    ['a list', '["name"]', 'Columns', /must be a JSON object/],
    ['a column of ours that there is not', '{"Firma": "brand"}', 'Columns', /no column "brand"/],
    ['one column twice', '{"Firma": "name", "Ort": "name"}', 'FormFile', /column name twice/],
    ['too long', JSON.stringify({ Firma: 'x'.repeat(70_000) }), 'Columns', /65536 bytes/],
  ])('with columns that are %s is refused', async (_, columns, field, reason) => {
    const answer = await desk.upload('Firma,Ort\nInitech,Austin', '?dryRun=true', columns);
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, field]);
    expect(answer.body.detail).toMatch(reason);
  });

  it('is refused when it is too large, has too many rows or is no form', async () => {
    const large = await desk.upload(new Uint8Array(customerImportBytesMax + 1));
    expect(large).toMatchObject({ status: 400, body: { errorCode: 'bodyTooLarge' } });
    const many = await desk.upload(`name\n${'x\n'.repeat(customerImportRowsMax + 1)}`);
    expect([many.status, ...faultyFields(many)]).toEqual([422, 'FormFile']);
    const wide = await desk.upload(`name${',x'.repeat(customerImportColumnsMax)}\nx`, '?dryRun=true');
    expect([wide.status, ...faultyFields(wide)]).toEqual([422, 'FormFile']);
    const json = await leeway.api('POST', '/api/v1/customers/import', { FormFile: 'name\nx' });
    expect(json).toMatchObject({ status: 400, body: { errorCode: 'unsupportedMediaType' } });
    expect((await desk.upload('name\nx', '?dryRun=maybe')).status).toBe(422);
  });
});
