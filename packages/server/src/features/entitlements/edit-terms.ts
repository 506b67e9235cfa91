import type { UpdateEntitlementApiRequest } from '@leeway/contract';
import { addInterval, farFuture, type Interval, overdraftFault, seatsMax } from '@leeway/rules';
import { ApiProblem, invalid } from '../../platform/http/problem.ts';
import { instantFrom } from '../../platform/http/validation.ts';
import { intervalFrom, overdraftFrom } from '../catalog/index.ts';
import type { EntitlementInUseRow, EntitlementRow } from './entitlement-store.ts';
import { intervalOf, overdraftOf } from './terms.ts';

/**
 * What an edit makes of an entitlement's own terms. Missing and null leave a member as it is. An edit is an edit, also
 * with the value there is: it pins that value against later changes of the offering (rules 6 and 7).
 */

export type EditableTerms = Pick<
  EntitlementRow,
  | 'seat_count'
  | 'seat_count_edited'
  | 'overdraft_type'
  | 'overdraft_value'
  | 'overdraft_edited'
  | 'lease_period_type'
  | 'lease_period_count'
  | 'offline_lease_period_type'
  | 'offline_lease_period_count'
  | 'grace_period_type'
  | 'grace_period_count'
  | 'grace_period_edited'
  | 'usage_reset_schedule'
  | 'usage_reset_schedule_edited'
  | 'has_maintenance'
>;

export interface EditableDates {
  /** Epoch ms. */
  readonly expiryDate: number | null;
  readonly maintenanceExpiryDate: number | null;
}

type Edit = UpdateEntitlementApiRequest;

const seatTerms = (row: EntitlementRow, edit: Edit) => {
  const seatCount = edit.seatCount ?? row.seat_count;
  const bought = BigInt(seatCount);
  const overdraft = edit.overdraftSeatLimit
    ? overdraftFrom('overdraftSeatLimit', edit.overdraftSeatLimit, bought, seatsMax)
    : overdraftOf(row);
  const fault = overdraftFault(overdraft, bought, seatsMax);
  if (fault) throw invalid('seatCount', fault);
  return {
    seat_count: seatCount,
    seat_count_edited: row.seat_count_edited || typeof edit.seatCount === 'number',
    overdraft_type: overdraft.type,
    overdraft_value: overdraft.value,
    overdraft_edited: row.overdraft_edited || Boolean(edit.overdraftSeatLimit),
  };
};

/** The terms after the edit; 422 naming the field that is at fault. */
export const editedTerms = (row: EntitlementRow, edit: Edit): EditableTerms => {
  const own = (field: 'leasePeriod' | 'offlineLeasePeriod' | 'gracePeriod'): Interval | null =>
    edit[field] ? intervalFrom(field, edit[field]) : null;
  const lease = own('leasePeriod');
  const offlineLease = own('offlineLeasePeriod');
  const grace = own('gracePeriod');
  return {
    ...seatTerms(row, edit),
    lease_period_type: lease ? lease.type : row.lease_period_type,
    lease_period_count: lease ? lease.count : row.lease_period_count,
    offline_lease_period_type: offlineLease ? offlineLease.type : row.offline_lease_period_type,
    offline_lease_period_count: offlineLease ? offlineLease.count : row.offline_lease_period_count,
    grace_period_type: grace ? grace.type : row.grace_period_type,
    grace_period_count: grace ? grace.count : row.grace_period_count,
    grace_period_edited: row.grace_period_edited || grace !== null,
    usage_reset_schedule: edit.usageResetSchedule ?? row.usage_reset_schedule,
    usage_reset_schedule_edited: row.usage_reset_schedule_edited || Boolean(edit.usageResetSchedule),
    has_maintenance: edit.hasMaintenance ?? row.has_maintenance,
  };
};

/** An end that lies after the start; 409 before there is a start, because starting sets the ends anew. */
const endFrom = (field: string, text: string, startedAt: number | null): number => {
  if (startedAt === null) {
    throw new ApiProblem(
      'conflict',
      `${field}: the entitlement has not started, so it has no end to change.`,
    );
  }
  const at = instantFrom(text);
  if (at <= startedAt) throw invalid(field, `must be after the start, ${new Date(startedAt).toISOString()}`);
  if (at > farFuture) throw invalid(field, `must be at most ${new Date(farFuture).toISOString()}`);
  return at;
};

const maintenanceEnd = (row: EntitlementInUseRow, edit: Edit, startedAt: number | null): number | null => {
  if (!(edit.hasMaintenance ?? row.has_maintenance)) {
    if (edit.maintenanceExpiryDate)
      throw invalid('maintenanceExpiryDate', 'the entitlement has no maintenance');
    return null;
  }
  if (edit.maintenanceExpiryDate) {
    return endFrom('maintenanceExpiryDate', edit.maintenanceExpiryDate, startedAt);
  }
  if (row.has_maintenance) return row.maintenance_expiry_date?.getTime() ?? null;
  const duration = intervalOf(row.maintenance_duration_type, row.maintenance_duration_count);
  return startedAt === null ? null : addInterval(startedAt, duration, row.time_zone);
};

/** The dates after the edit; 422 or 409 naming the field that is at fault. */
export const editedDates = (row: EntitlementInUseRow, edit: Edit): EditableDates => {
  const startedAt = row.activation_date?.getTime() ?? null;
  if (edit.expiryDate && row.license_type === 'perpetual') {
    throw invalid('expiryDate', 'a perpetual entitlement does not expire');
  }
  return {
    expiryDate: edit.expiryDate
      ? endFrom('expiryDate', edit.expiryDate, startedAt)
      : (row.expiry_date?.getTime() ?? null),
    maintenanceExpiryDate: maintenanceEnd(row, edit, startedAt),
  };
};
