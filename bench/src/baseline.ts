import { newId } from '@leeway/server/dist/platform/ids.js';
import pg from 'pg';

/**
 * How a seat is usually taken: lock the row of the entitlement, insert the seat, insert the log row, update the
 * counter, commit. One transaction for each request, on copies of the product's tables, with prepared statements. It
 * knows what each code opens and asks no more than the lock needs.
 */

const lockState = `
  select seats_used, sequence from baseline.entitlement_states
  where tenant_id = $1 and entitlement_id = $2
  for update`;

const insertSeat = `
  insert into baseline.activations (tenant_id, activation_id, entitlement_id, seat_id, activation_method,
                                    activated_at, last_lease_at, lease_end, counted)
  values ($1, $2, $3, $4, 'activationCode', now(), now(), now() + interval '30 days', true)`;

const insertLog = `
  insert into baseline.activity_log (tenant_id, entitlement_id, at, sequence, operation, activation_id, seat_id,
                                     seats_used, bought, hard_cap, overdraft, lease_end)
  values ($1, $2, now(), $3, 'activate', $4, $5, $6, 2000000000, 2000000000, false, now() + interval '30 days')`;

const countSeat = `
  update baseline.entitlement_states
  set seats_used = $3, sequence = $4, due_at = coalesce(due_at, now() + interval '30 days')
  where tenant_id = $1 and entitlement_id = $2`;

const selectCodes = `
  select c.code, e.entitlement_id
  from activation_codes c
  join entitlements e on e.tenant_id = c.tenant_id and e.entitlement_group_id = c.entitlement_group_id`;

/** More do not take seats faster on two cores, hot or spread. */
const connectionsMax = 16;

type TakeSeat = (tenantId: string, code: string, seatId: string) => Promise<bigint>;

/** A function that takes a seat and answers the seats then in use. */
export const createSeatTaker = async (databaseUrl: string): Promise<TakeSeat> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: connectionsMax });
  const { rows } = await pool.query<{ code: string; entitlement_id: string }>(selectCodes);
  const entitlements = new Map(rows.map((row) => [row.code, row.entitlement_id]));

  const take = async (client: pg.PoolClient, tenantId: string, entitlementId: string, seatId: string) => {
    const run = (name: string, text: string, values: unknown[]) => client.query({ name, text, values });
    await client.query('begin');
    const locked = await run('lockState', lockState, [tenantId, entitlementId]);
    const { seats_used, sequence } = locked.rows[0] as { seats_used: number; sequence: string };
    const next = {
      used: seats_used + 1,
      sequence: String(BigInt(sequence) + 1n),
      activationId: newId('act'),
    };
    await run('insertSeat', insertSeat, [tenantId, next.activationId, entitlementId, seatId]);
    await run('insertLog', insertLog, [
      tenantId,
      entitlementId,
      next.sequence,
      next.activationId,
      seatId,
      next.used,
    ]);
    await run('countSeat', countSeat, [tenantId, entitlementId, next.used, next.sequence]);
    await client.query('commit');
    return BigInt(next.used);
  };

  return async (tenantId, code, seatId) => {
    const entitlementId = entitlements.get(code);
    if (!entitlementId) throw new Error(`no entitlement for ${code}`);
    const client = await pool.connect();
    try {
      const used = await take(client, tenantId, entitlementId, seatId);
      client.release();
      return used;
    } catch (error) {
      client.release(true);
      throw error;
    }
  };
};
