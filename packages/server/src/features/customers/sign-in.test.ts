import { contactPasswordLinkHours, wrongPasswordsMax } from '@leeway/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { findContactByClaim, verifyContactPassword } from './index.ts';
import { claim, openPeople, type People, password, tokenIn } from './testing/people.ts';

let leeway: Leeway;
let api: CheckedApi;
let people: People;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  people = await openPeople(leeway);
});
afterAll(() => leeway?.stop());

describe('the link to choose a password', () => {
  it('goes to the contact, works once and is kept as a hash', async () => {
    const { id, email } = await people.newContact();
    await people.set(id, password);
    expect((await people.ask(id, 'setup')).status).toBe(204);
    const [mail] = await people.mailsTo(email);
    expect(mail?.subject).toBe('Choose your password for Acme');
    const token = tokenIn(mail);
    expect(mail?.text).toContain(`http://localhost/portal/acme/password?token=${token}\n`);
    const kept = await leeway.database.query(
      'select from contact_password_links where position(convert_to($1, $2) in token_hash) > 0',
      [token, 'UTF8'],
    );
    expect(kept).toEqual([]);
    expect((await people.choose(token, 'correct horse')).status).toBe(204);
    const again = await people.choose(token, 'another horse');
    expect([again.status, ...faultyFields(again)]).toEqual([422, 'token']);
    expect(await people.signIn(email, 'another horse')).toBeNull();
    expect(await people.signIn(email, 'correct horse')).toMatchObject({ contactId: id });
  });

  it('used by two at once changes one password', async () => {
    const { id, email } = await people.newContact();
    await people.set(id, password);
    await people.ask(id, 'setup');
    const [mail] = await people.mailsTo(email);
    const answers = await Promise.all(
      ['password one', 'password two'].map((one) => people.choose(tokenIn(mail), one)),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 422]);
  });

  it('ends by time, by a newer link and by another address', async () => {
    const { id, email } = await people.newContact();
    await people.set(id, password);
    const newest = async () => {
      await people.ask(id, 'reset');
      return tokenIn((await people.mailsTo(email)).at(-1));
    };
    const old = await newest();
    leeway.clock.advance(1);
    const late = await newest();
    expect((await people.choose(old, 'correct horse')).status).toBe(422);
    leeway.clock.advance(contactPasswordLinkHours * 3_600_000);
    expect((await people.choose(late, 'correct horse')).status).toBe(422);
    const misled = await newest();
    await api('patchContact', `PATCH ${people.at}/${id}`, { email: 'new-address@initech.example' });
    expect((await people.choose(misled, 'correct horse')).status).toBe(422);
  });

  it('takes passwords of 8 to 200 characters that are not guessed first', async () => {
    const { id, email } = await people.newContact();
    await people.set(id, password);
    await people.ask(id, 'setup');
    const token = tokenIn((await people.mailsTo(email))[0]);
    for (const bad of ['short', 'x'.repeat(201), 'aaaaaaaaaa', email, 7]) {
      const answer = await people.choose(token, bad);
      expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'password']);
    }
    expect((await people.choose(token, 'long enough')).status).toBe(204);
  });

  it.each(['', 'x', `t_${'x'.repeat(22)}.${'y'.repeat(43)}`])('is not guessed: %j', async (token) => {
    const answer = await people.choose(token, 'correct horse');
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'token']);
  });

  it('is refused for a while to an address that guesses', async () => {
    leeway.clock.advance(60_000);
    const guess = () => people.choose('x', 'correct horse');
    let answer = await guess();
    for (let tries = 1; answer.status === 422 && tries < 100; tries += 1) answer = await guess();
    expect(answer).toMatchObject({ status: 429, body: { errorCode: 'tooManyRequests' } });
    leeway.clock.advance(Number(answer.headers.get('retry-after')) * 1000);
    expect((await guess()).status).toBe(422);
  });

  it('is refused to who has no password to choose', async () => {
    const { id, email } = await people.newContact();
    expect((await people.ask(id, 'setup')).status).toBe(409);
    await people.set(id, claim('no password'));
    expect((await people.ask(id, 'reset')).status).toBe(409);
    await people.set(id, password);
    await api('patchContact', `PATCH ${people.at}/${id}`, { status: 'inactive' });
    expect((await people.ask(id, 'setup')).status).toBe(409);
    expect((await people.ask(id, 'forget')).status).toBe(422);
    expect(await people.mailsTo(email)).toEqual([]);
  });
});

describe('signing in', () => {
  it('with address and password tells who it is, the address in any case', async () => {
    const { id: contactId, email } = await people.withPassword('correct horse');
    const identity = { contactId, customerId: people.customerId, email, role: 'user' };
    expect(await people.signIn(` ${email.toUpperCase()} `, 'correct horse')).toEqual(identity);
    expect(await people.signIn(email, 'Correct horse')).toBeNull();
    expect(await people.signIn('nobody@initech.example', 'correct horse')).toBeNull();
    expect(await verifyContactPassword(leeway.database, 't_other', email, 'correct horse')).toBeNull();
  });

  it('with a claim tells who it is, while the contact is active', async () => {
    const { id: contactId, email } = await people.newContact();
    await people.set(contactId, claim('sub-42'), 'admin');
    const find = (value: string, tenantId = leeway.tenantId) =>
      findContactByClaim(leeway.database, tenantId, value);
    expect(await find('sub-42')).toEqual({ contactId, customerId: people.customerId, email, role: 'admin' });
    expect(await find('SUB-42')).toBeNull();
    expect(await find('sub-42', 't_other')).toBeNull();
    await api('patchContact', `PATCH ${people.at}/${contactId}`, { status: 'inactive' });
    expect(await find('sub-42')).toBeNull();
  });

  it('is refused to the inactive and follows a change of address', async () => {
    const { id, email } = await people.withPassword('correct horse');
    await api('patchContact', `PATCH ${people.at}/${id}`, { email: `new-${email}` });
    expect(await people.signIn(email, 'correct horse')).toBeNull();
    expect(await people.signIn(`new-${email}`, 'correct horse')).toMatchObject({ contactId: id });
    await api('patchContact', `PATCH ${people.at}/${id}`, { status: 'inactive' });
    expect(await people.signIn(`new-${email}`, 'correct horse')).toBeNull();
  });

  it('takes as long for a name nobody has as for a wrong password', async () => {
    const { email } = await people.withPassword('correct horse');
    /** The fastest of several, as others use the machine too. */
    const fastestMs = async (name: string) => {
      const times: number[] = [];
      for (let attempt = 0; attempt < 5; attempt += 1) {
        const startedAt = performance.now();
        await people.signIn(name, 'wrong');
        times.push(performance.now() - startedAt);
      }
      return Math.min(...times);
    };
    const known = await fastestMs(email);
    expect(await fastestMs('nobody@initech.example')).toBeGreaterThan(known / 3);
  });

  it('is locked after too many wrong passwords in a row, until the password is reset', async () => {
    const { id, email } = await people.withPassword('correct horse');
    const guess = async (times: number) => {
      for (let guessed = 0; guessed < times; guessed += 1) await people.signIn(email, 'wrong');
    };
    await guess(wrongPasswordsMax - 1);
    expect(await people.signIn(email, 'correct horse')).toMatchObject({ contactId: id });
    await guess(wrongPasswordsMax - 1);
    expect(await people.credentialsOf(id)).toMatchObject({ locked: false });
    await guess(1);
    expect(await people.credentialsOf(id)).toMatchObject({ locked: true });
    const [locking] = await leeway.database.query(
      `select author_kind, changes from audit_log where tenant_id = $1 and object_id = $2
       order by audit_id desc limit 1`,
      [leeway.tenantId, id],
    );
    expect(locking).toEqual({
      author_kind: 'system',
      changes: [expect.objectContaining({ field: 'locked' })],
    });
    expect(await people.signIn(email, 'correct horse')).toBeNull();
    await people.ask(id, 'reset');
    const mail = (await people.mailsTo(email)).at(-1);
    expect(mail?.subject).toBe('Your new password for Acme');
    await people.choose(tokenIn(mail), 'another horse');
    expect(await people.credentialsOf(id)).toMatchObject({ locked: false });
    expect(await people.signIn(email, 'correct horse')).toBeNull();
    expect(await people.signIn(email, 'another horse')).toMatchObject({ contactId: id });
  });
});
