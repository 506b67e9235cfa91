import { newId } from '../../../platform/ids.ts';
import type { CheckedApi } from '../../../testing/checked-api.ts';
import type { Answer, Leeway } from '../../../testing/leeway.ts';
import { type Sold, sell, type Terms } from '../../../testing/sell.ts';

/** A vendor with customers, for the dashboard. */

export const dayMs = 86_400_000;
export const hourMs = 3_600_000;
const minuteMs = 60_000;

/** Seats are held until they are released. */
const longLease = { leasePeriod: { type: 'year', count: 1 } } as const;

/**
 * The reads of the dashboard: each answers the body, and throws when there is none. A query begins with `?` or is empty. The
 * API is given as a function, because a test has it only once its server runs.
 */
export const dashboardOf = (api: () => CheckedApi) => {
  const read =
    (operationId: string, name: string) =>
    async (query = ''): Promise<Answer['body']> => {
      const { status, body } = await api()(operationId, `GET /api/v1/dashboard/${name}${query}`);
      if (status !== 200) throw new Error(`${name}${query}: ${status} ${JSON.stringify(body)}`);
      return body;
    };
  return {
    overdrafts: read('listDashboardOverdrafts', 'overdrafts'),
    inOverdraft: read('listEntitlementsInOverdraft', 'in-overdraft'),
    summary: read('getDashboardSummary', 'summary'),
    denials: read('listDashboardDenials', 'denials'),
    renewals: read('listDashboardRenewals', 'renewals'),
    utilisation: read('getDashboardUtilisation', 'utilisation'),
    opportunities: read('listOpportunities', 'opportunities'),
  };
};

const newUser = async ({ database, author, tenantId }: Leeway, username: string): Promise<string> => {
  const userId = newId('user');
  await database.transaction(author, (tx) =>
    tx.query(
      `insert into users (tenant_id, user_id, username, first_name, last_name, email, role, created_at)
       values ($1, $2, $3, $3, 'Lee', $3 || '@acme.example', 'Sales', now())`,
      [tenantId, userId, username],
    ),
  );
  return userId;
};

/** A new customer of a name, or of none. */
export const sellTo = async (
  leeway: Leeway,
  customer: { readonly name: string; readonly owner?: Record<string, string> } | null,
  terms: Terms,
): Promise<Sold & { readonly customerId: string | null }> => {
  const sold = await sell(leeway, { ...longLease, ...terms });
  if (!customer) return { ...sold, customerId: null };
  const { body } = await leeway.api('POST', '/api/v1/customers', { name: customer.name });
  const path = `/api/v1/customers/${body.id}/responsibility-owners`;
  for (const answer of [
    await leeway.api('PATCH', `/api/v1/entitlements/groups/${sold.groupId}`, { customerId: body.id }),
    await leeway.api('PUT', path, customer.owner ?? {}),
  ])
    if (answer.status !== 204) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return { ...sold, customerId: body.id };
};

/** Lets the worker do what it does by itself. */
export const workOff = async ({ runStep }: Leeway): Promise<void> => {
  for (const step of ['admission.settle', 'history.derive', 'insights.compute']) await runStep(step);
};

export const idsOf = ({ items }: { readonly items: { readonly entitlementId: string }[] }): string[] =>
  items.map(({ entitlementId }) => entitlementId);

/** A customer of somebody's. */
export type Sale = Sold & { readonly customerId: string | null };

/** Forty days of a vendor. */
export interface FortyDays {
  /** Users: Ann answers for Northwind, Bob for Fabrikam and for Contoso. */
  readonly ann: string;
  readonly bob: string;
  /** 2 seats and 2 more, all four taken, a fifth denied. */
  readonly northwind: Sale;
  /** 1 seat and 1 more, in overdraft for two hours, and once more for a minute; expires in 60 days. */
  readonly fabrikam: Sale;
  /** 1 seat and 1 more, in overdraft for three hours. */
  readonly contoso: Sale;
  /** 10 seats, one taken, for nobody: the order names no customer; expires in 60 days. */
  readonly tailspin: Sale;
}

const one = { type: 'absolute', value: 1 } as const;
const soon = { licenseDuration: { type: 'day', count: 100 } } as const;

const granted = async (answer: Promise<Answer>): Promise<string> => {
  const { status, body } = await answer;
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body.id;
};

const denied = async (answer: Promise<Answer>): Promise<void> => {
  const { status, body } = await answer;
  if (status !== 402) throw new Error(`${status} ${JSON.stringify(body)}`);
};

const sellToAll = async (leeway: Leeway): Promise<FortyDays> => {
  const [ann, bob] = [await newUser(leeway, 'ann'), await newUser(leeway, 'bob')];
  const overdraft = { type: 'absolute', value: 2 } as const;
  const of = (name: string, owner: Record<string, string>) => ({ name, owner });
  const northwind = await sellTo(leeway, of('Northwind', { salesOwner: ann }), { seatCount: 2, overdraft });
  const fabrikam = await sellTo(leeway, of('Fabrikam', { serviceOwner: bob }), {
    ...{ seatCount: 1, overdraft: one, ...soon },
  });
  const contoso = await sellTo(leeway, of('Contoso', { customerSuccessOwner: bob }), {
    ...{ seatCount: 1, overdraft: one, licenseType: 'perpetual' },
  });
  const tailspin = await sellTo(leeway, null, { seatCount: 10, ...soon });
  return { ann, bob, northwind, fabrikam, contoso, tailspin };
};

export const fortyDays = async (leeway: Leeway): Promise<FortyDays> => {
  const sold = await sellToAll(leeway);
  const { northwind, fabrikam, contoso, tailspin } = sold;
  const { clock } = leeway;
  for (const each of [tailspin, fabrikam, contoso]) await granted(each.activate('held'));
  const two = await granted(fabrikam.activate('for a while'));
  const three = await granted(contoso.activate('for a while'));
  clock.advance(2 * hourMs);
  await fabrikam.release(two);
  clock.advance(hourMs);
  await contoso.release(three);
  clock.advance(20 * dayMs);
  for (const seat of ['N1', 'N2', 'N3']) await granted(northwind.activate(seat));
  const last = await granted(northwind.activate('N4'));
  clock.advance(dayMs);
  for (const seat of ['N5', 'N5', 'N6']) await denied(northwind.activate(seat));
  const again = await granted(fabrikam.activate('again'));
  await denied(fabrikam.activate('denied'));
  clock.advance(minuteMs);
  await northwind.release(last);
  // In time: its denial is no true one.
  await granted(northwind.activate('N6'));
  await fabrikam.release(again);
  clock.advance(19 * dayMs);
  await workOff(leeway);
  return sold;
};
