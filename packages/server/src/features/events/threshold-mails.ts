import { quietUntil } from '@leeway/rules';
import { stringify } from 'lossless-json';
import { systemAuthor } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import { parseJson } from '../../platform/http/validation.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { findTenant } from '../identity/index.ts';
import { type QueuedMail, queueMail } from '../mail/index.ts';
import { addressesOf, contactAddresses, type Meter } from './sold-meters.ts';
import type { StoredThreshold } from './thresholds-store.ts';
import type { Crossing } from './watch-thresholds.ts';

/** Mails of crossed thresholds: one for each recipient and crossing; those of quiet hours wait in threshold_mails. */

type Said = Extract<QueuedMail, { kind: 'thresholdCrossed' }>['values'];
type MailParts = Pick<RoomContext, 'database' | 'clock' | 'publicUrl'>;

const insertSql = `
  insert into threshold_mails (tenant_id, threshold_mail_id, due_at, recipient, said)
  values ($1, $2, $3, $4, $5)`;

const takeSql = `
  delete from threshold_mails
  where (tenant_id, threshold_mail_id) in (
    select tenant_id, threshold_mail_id
    from threshold_mails
    where due_at <= $1
    order by due_at
    limit $2
    for update skip locked
  )
  returning tenant_id as "tenantId", recipient, said::text as said`;

const takenMax = 100;

const levelText = ({ measure, value }: StoredThreshold, unit: string): string => {
  if (measure === 'absolute') return `${value} ${unit}`;
  return `${value} % of ${measure === 'percentOfBought' ? 'bought' : 'the hard cap'}`;
};

const unitOf = ({ featureKey }: Meter) => featureKey ?? 'seats';

/** What each recipient reads, by the instant from which on it may be sent. */
const mailsOf = async (tx: Queryable, tenantId: string, crossing: Crossing, timeZone: string, at: number) => {
  const mails = new Map<string, { to: string; dueAt: number; thresholds: StoredThreshold[] }>();
  for (const threshold of crossing.thresholds) {
    const { mail, quietHours } = threshold;
    if (!mail) continue;
    const dueAt = (quietHours && quietUntil(at, quietHours, timeZone)) ?? at;
    // Of a customer's own only who is still one of its people.
    const recipients = threshold.customerId
      ? await contactAddresses(tx, tenantId, threshold.customerId, mail.addresses)
      : await addressesOf(tx, tenantId, crossing.sold, mail);
    for (const to of recipients) {
      const key = `${dueAt} ${to.toLowerCase()}`;
      const known = mails.get(key);
      if (known) known.thresholds.push(threshold);
      else mails.set(key, { to, dueAt, thresholds: [threshold] });
    }
  }
  return [...mails.values()];
};

/** In the transaction that tells of the crossings. */
export const mailCrossings = async (
  tx: Queryable,
  { database, clock, publicUrl }: MailParts,
  tenantId: string,
  crossings: readonly Crossing[],
): Promise<void> => {
  if (crossings.length === 0) return;
  const tenant = await findTenant({ database }, tenantId);
  if (!tenant) return;
  const at = clock.now();
  for (const crossing of crossings) {
    const { sold, meter } = crossing;
    const unit = unitOf(meter);
    for (const { to, dueAt, thresholds } of await mailsOf(tx, tenantId, crossing, tenant.timeZone, at)) {
      const said: Said = {
        tenantName: tenant.name,
        customerName: sold.customerName ?? 'A customer',
        offeringName: sold.offeringName,
        ...{ unit, used: meter.used, bought: meter.limits.bought, hardCap: meter.limits.hardCap },
        levels: thresholds.map((threshold) => levelText(threshold, unit)),
        link: `${publicUrl}/portal/${tenant.slug}/entitlements/${sold.entitlementId}`,
      };
      if (dueAt <= at) {
        await queueMail(tx, { tenantId, kind: 'thresholdCrossed', to, publicUrl, values: said });
      } else {
        const values = [tenantId, newId('thm', at), new Date(dueAt), to, stringify(said)];
        await tx.query(insertSql, values);
      }
    }
  }
};

interface Waiting {
  readonly tenantId: string;
  readonly recipient: string;
  /** JSON text. */
  readonly said: string;
}

const amount = (value: unknown): bigint | null => (value === null ? null : BigInt(value as number | bigint));

/** JSON tells integers, not how they are kept. */
const saidFrom = (text: string): Said => {
  const said = parseJson(text) as Said;
  const { used, bought, hardCap } = said;
  return { ...said, used: amount(used) ?? 0n, bought: amount(bought), hardCap: amount(hardCap) };
};

/** Hands on what has waited for the end of quiet hours. */
export const sendWaitingMails = async (
  { database, clock, publicUrl }: MailParts,
  signal: AbortSignal,
): Promise<void> => {
  for (let taken = takenMax; taken === takenMax && !signal.aborted; ) {
    taken = await database.transaction(systemAuthor, async (tx) => {
      const mails = await tx.query<Waiting>(takeSql, [new Date(clock.now()), takenMax]);
      for (const { tenantId, recipient: to, said } of mails)
        await queueMail(tx, { tenantId, kind: 'thresholdCrossed', to, publicUrl, values: saidFrom(said) });
      return mails.length;
    });
  }
};
