import type {
  ActivationModel,
  EntitlementGroupModel,
  EntitlementModel,
  PaginatedListOfActivationLogModel,
  PaginatedListOfActivationModel,
} from '@leeway/contract';
import { type Answer, type ClientParts, createStoryClient, type StoryClient } from './story-client.ts';
import { type Scene, type SeatTold, type TableRow, tellEnd, tellTable } from './story-text.ts';

interface StoryParts extends ClientParts {
  readonly print: (line: string) => void;
}

const seatCount = 100;
const overdraftPercentage = 20;
/** Seats asked for at once. */
const groupSize = 20;

type SeatAnswer = Answer<SeatTold>;

const seatIdOf = (number: number) => `seat-${String(number).padStart(3, '0')}`;
const numbersFrom = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/**
 * Tells the story of 100 sold, 120 allowed and the 121st denied on a running server, through its API and nothing else.
 * Sells a new entitlement each time, so it can be told again. Throws when the server does not answer as it should.
 */
export const runStory = async ({ print, ...parts }: StoryParts): Promise<void> => {
  const client = await createStoryClient(parts);
  const sold = await sell(client);
  const { entitlement } = sold;
  print(`${sold.customerName} buys ${seatCount} seats of ${sold.productName}.`);
  print(
    `The overdraft is ${overdraftPercentage} % of ${seatCount}: ${entitlement.overdraftSeatCount} more seats may be used.`,
  );
  print('');

  const bought = await takeTogether(client, sold, 1, seatCount);
  const overdraft = await takeInTurn(client, sold, seatCount + 1, 120);
  const denied = await takeInTurn(client, sold, 121, 121);
  const atLimit = await client.get<EntitlementModel>(`/entitlements/${entitlement.id}`);
  const deniedAgain = await takeInTurn(client, sold, 121, 121);
  const scene = await release(client, sold, atLimit);

  const rows: TableRow[] = [
    { what: 'Seats 1 to 100 ask', answers: bought },
    { what: 'Seats 101 to 120 ask', answers: overdraft },
    { what: 'Seat 121 asks', answers: denied },
    { what: 'Seat 121 asks again', answers: deniedAgain },
  ];
  for (const line of tellTable(rows, scene)) print(line);
  print('');
  const [first] = denied;
  for (const line of tellEnd(scene, first?.body, parts.baseUrl)) print(line);
};

interface Sold {
  readonly customerName: string;
  readonly productName: string;
  readonly productId: string;
  readonly code: string;
  readonly entitlement: EntitlementModel;
}

interface Made {
  readonly id: string;
}

/** A product, an offering of it, a customer, and the order. The names carry the time, so that they are always new. */
const sell = async (client: StoryClient): Promise<Sold> => {
  const stamp = Date.now().toString(36).toUpperCase();
  const productName = `Drawing Board ${stamp}`;
  const customerName = `Harbour Engineering ${stamp}`;
  const product = await client.post<Made>('/products', { name: productName });
  const edition = await client.post<Made>(`/products/${product.id}/editions`, { name: 'Standard' });
  const plan = await client.post<Made>('/plans', {
    name: `One year ${stamp}`,
    licenseType: 'subscription',
    licenseStartType: 'entitlementCreation',
    licenseDuration: { type: 'year', count: 1 },
  });
  const sku = `STORY-${stamp}`;
  await client.post('/offerings', {
    ...{
      name: `Drawing Board ${seatCount}, ${stamp}`,
      sku,
      editionId: edition.id,
      planId: plan.id,
      seatCount,
    },
    overdraftSeatLimit: { type: 'percentage', value: overdraftPercentage },
    concurrencyMode: 'concurrent',
  });
  const customer = await client.post<Made>('/customers', { name: customerName });
  const order = { skus: [sku], customerId: customer.id };
  const { id, activationCodes } = await client.post<EntitlementGroupModel>('/entitlements/groups', order);
  const group = await client.get<EntitlementGroupModel>(`/entitlements/groups/${id}?expand=entitlements`);
  const [code] = activationCodes;
  const [made] = group.entitlements ?? [];
  if (code === undefined || !made) throw new Error('The order came without a code or an entitlement.');
  const entitlement = await client.get<EntitlementModel>(`/entitlements/${made.id}`);
  return { customerName, productName, productId: product.id, code, entitlement };
};

const take = (client: StoryClient, { productId, code }: Sold, number: number): Promise<SeatAnswer> =>
  client.ask('POST', '/entitlements/activations', {
    productId,
    activationCredentials: { type: 'activationCode', code },
    seatId: seatIdOf(number),
  });

const takeTogether = async (client: StoryClient, sold: Sold, first: number, last: number) => {
  const answers: SeatAnswer[] = [];
  for (let from = first; from <= last; from += groupSize) {
    const numbers = numbersFrom(from, Math.min(from + groupSize - 1, last));
    answers.push(...(await Promise.all(numbers.map((number) => take(client, sold, number)))));
  }
  return answers;
};

/** One after the other, so that everybody can tell which overdraft seat has been held the longest. */
const takeInTurn = async (client: StoryClient, sold: Sold, first: number, last: number) => {
  const answers: SeatAnswer[] = [];
  for (const number of numbersFrom(first, last)) answers.push(await take(client, sold, number));
  return answers;
};

const heldSeats = async (client: StoryClient, entitlementId: string): Promise<ActivationModel[]> => {
  const path = `/entitlements/${entitlementId}/activations?pageSize=200`;
  const { items } = await client.get<PaginatedListOfActivationModel>(path);
  return items.toSorted((a, b) => Date.parse(a.activated) - Date.parse(b.activated));
};

/** Gives a bought seat back and looks at what that changes (rule 4). */
const release = async (client: StoryClient, sold: Sold, atLimit: EntitlementModel): Promise<Scene> => {
  const { id } = sold.entitlement;
  const path = `/entitlements/${id}`;
  const log = await client.get<PaginatedListOfActivationLogModel>(
    `${path}/activations-log?seatId=${seatIdOf(121)}`,
  );
  const before = await heldSeats(client, id);
  const [returned] = before;
  const promoted = before[atLimit.seatCount];
  if (!returned || !promoted) throw new Error('Fewer seats are held than were granted.');
  const answer = await client.ask('DELETE', `/entitlements/activations/${returned.id}`);
  const after = await heldSeats(client, id);
  return {
    atLimit,
    afterRelease: await client.get<EntitlementModel>(path),
    denials: log.items,
    returned: { seatId: returned.seatId, status: answer.status },
    promoted: { seatId: promoted.seatId, rank: after.findIndex((seat) => seat.id === promoted.id) + 1 },
  };
};
