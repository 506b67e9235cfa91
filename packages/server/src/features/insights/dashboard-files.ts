import type {
  ComputedInsightModel,
  DashboardDenialsItemModel,
  DashboardRenewalModel,
  OpportunityModel,
} from '@leeway/contract';
import { inMajorUnits } from '../../platform/files/minor-units.ts';
import { columnOf, instantCell, type ListColumn } from '../../platform/files/send-list.ts';

/** Columns of the dashboard's lists as files. */

type Subject = Pick<OpportunityModel, 'entitlementId' | 'customer' | 'product' | 'edition' | 'offering'>;

const subjectColumns = <Row extends Subject>(): ListColumn<Row>[] => [
  columnOf('entitlementId', 'Entitlement', 'text', ({ entitlementId }) => entitlementId),
  columnOf('customerId', 'Customer id', 'text', ({ customer }) => customer?.id ?? null),
  columnOf('customerName', 'Customer', 'text', ({ customer }) => customer?.name ?? null),
  columnOf('productName', 'Product', 'text', ({ product }) => product.name),
  columnOf('editionName', 'Edition', 'text', ({ edition }) => edition.name),
  columnOf('offeringName', 'Offering', 'text', ({ offering }) => offering.name),
  columnOf('sku', 'SKU', 'text', ({ offering }) => offering.sku),
];

interface Valued {
  readonly value: OpportunityModel['value'];
}

/** Minor units are exact; beside them as people write them. */
const valueColumns = <Row extends Valued>(): ListColumn<Row>[] => [
  columnOf('value', 'Worth a year', 'decimal', ({ value }) =>
    value ? Number(inMajorUnits(value.amount, value.currency)) : null,
  ),
  columnOf('currency', 'Currency', 'text', ({ value }) => value?.currency ?? null),
  columnOf('valueAmount', 'Worth a year in minor units', 'integer', ({ value }) => value?.amount ?? null),
];

interface WithInsight {
  readonly insight: ComputedInsightModel | null;
}

const insightColumns = <Row extends WithInsight>(): ListColumn<Row>[] => [
  columnOf('class', 'Class', 'word', ({ insight }) => insight?.class ?? null),
  columnOf(
    'recommendedLow',
    'Seats, at least',
    'integer',
    ({ insight }) => insight?.recommended?.low ?? null,
  ),
  columnOf(
    'recommendedMid',
    'Recommended seats',
    'integer',
    ({ insight }) => insight?.recommended?.mid ?? null,
  ),
  columnOf(
    'recommendedHigh',
    'Seats, at most',
    'integer',
    ({ insight }) => insight?.recommended?.high ?? null,
  ),
  columnOf('peak', 'Peak', 'integer', ({ insight }) => insight?.peak ?? null),
  columnOf('p95', 'p95', 'integer', ({ insight }) => insight?.p95 ?? null),
  columnOf('p99', 'p99', 'integer', ({ insight }) => insight?.p99 ?? null),
  columnOf('average', 'Average', 'decimal', ({ insight }) => insight?.average ?? null),
  columnOf(
    'utilizationRate',
    'Used in per cent',
    'decimal',
    ({ insight }) => insight?.utilizationRate ?? null,
  ),
  columnOf('trendPerMonth', 'Trend a month', 'decimal', ({ insight }) => insight?.trendPerMonth ?? null),
  columnOf('reasons', 'Why', 'text', ({ insight }) => insight?.reasons.join(' ') ?? null),
  columnOf('computedAt', 'Computed on', 'dateTime', ({ insight }) => instantCell(insight?.computedAt)),
];

const ofDenials = columnOf<DashboardDenialsItemModel>;

export const denialsColumns: readonly ListColumn<DashboardDenialsItemModel>[] = [
  ...subjectColumns<DashboardDenialsItemModel>(),
  ofDenials('attempts', 'Attempts', 'integer', ({ attempts }) => attempts),
  ofDenials('deniedSeats', 'Denied seats', 'integer', ({ deniedSeats }) => deniedSeats),
  ofDenials('trueDenials', 'Never served', 'integer', ({ trueDenials }) => trueDenials),
  ofDenials('lastDeniedAt', 'Last denied', 'dateTime', ({ lastDeniedAt }) => instantCell(lastDeniedAt)),
  ofDenials('reasons', 'Reasons', 'text', ({ byReason }) =>
    byReason.map(({ reason, attempts }) => `${reason}: ${attempts}`).join(', '),
  ),
];

const ofRenewal = columnOf<DashboardRenewalModel>;

export const renewalColumns: readonly ListColumn<DashboardRenewalModel>[] = [
  ...subjectColumns<DashboardRenewalModel>(),
  ofRenewal('expiryDate', 'Ends', 'dateTime', ({ expiryDate }) => instantCell(expiryDate)),
  ofRenewal('daysLeft', 'Days left', 'integer', ({ daysLeft }) => daysLeft),
  ofRenewal('seatCount', 'Seats bought', 'integer', ({ seatCount }) => seatCount),
  ...valueColumns<DashboardRenewalModel>(),
  ...insightColumns<DashboardRenewalModel>(),
];

const ofOpportunity = columnOf<OpportunityModel>;

export const opportunityColumns: readonly ListColumn<OpportunityModel>[] = [
  ...subjectColumns<OpportunityModel>(),
  ofOpportunity('kind', 'Kind', 'word', ({ kind }) => kind),
  ofOpportunity('seatCount', 'Seats bought', 'integer', ({ insight }) => insight.purchased),
  ofOpportunity('seats', 'Difference', 'integer', ({ seats }) => seats),
  ofOpportunity('expiryDate', 'Ends', 'dateTime', ({ expiryDate }) => instantCell(expiryDate)),
  ...valueColumns<OpportunityModel>(),
  ...insightColumns<OpportunityModel>(),
];
