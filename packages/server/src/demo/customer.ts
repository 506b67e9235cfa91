import type { Interval, OverdraftLimit } from '@leeway/rules';
import type { Sku } from './catalogue.ts';
import type { Country } from './office-days.ts';

/** What is said of a customer: who it is, what it bought, and how much of it it needs. */

/** How many people or machines there are: [days before now, count], oldest first, straight lines between. */
export type Curve = readonly (readonly [daysAgo: number, count: number])[];

/** What happens on an entitlement, told by the kind of work. */
type Use =
  /** People who come to work and take a seat for the day. */
  | { readonly kind: 'office'; readonly people: Curve }
  /** Machines that take a seat for each job, around the clock. */
  | { readonly kind: 'farm'; readonly nodes: Curve }
  /** Machines that keep their seat once they have one. */
  | { readonly kind: 'machines'; readonly machines: Curve }
  | { readonly kind: 'none' };

export interface Order {
  readonly sku: Sku;
  readonly soldDaysAgo: number;
  readonly use: Use;
  /** Changes of the seat count, oldest first. */
  readonly seatCounts?: readonly (readonly [daysAgo: number, seatCount: number])[];
  /** Prolonged by its duration, before it ended. */
  readonly renewedDaysAgo?: readonly number[];
  /** Its own lease period instead of the product's. */
  readonly leasePeriod?: Interval;
  /** Its own limit of a feature instead of the product's. */
  readonly feature?: { readonly key: string; readonly value: bigint; readonly overdraft: OverdraftLimit };
}

export interface Customer {
  readonly name: string;
  readonly legalName?: string;
  /** Short form in domain names, activation codes and machine names. */
  readonly slug: string;
  readonly city: string;
  readonly country: Country;
  readonly timeZone: string;
  readonly industry: string;
  /** Whole euros a year. */
  readonly contractValue: number;
  readonly type?: 'prospect' | 'lostCustomer';
  readonly disabledDaysAgo?: number;
  readonly orders: readonly Order[];
}

export const office = (...people: Curve): Use => ({ kind: 'office', people });
export const farm = (...nodes: Curve): Use => ({ kind: 'farm', nodes });
export const machines = (...count: Curve): Use => ({ kind: 'machines', machines: count });
