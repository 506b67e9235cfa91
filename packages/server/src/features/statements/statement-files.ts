import { Readable } from 'node:stream';
import type { RateKind, StatementLineModel, StatementModel } from '@leeway/contract';
import { newlyExceeded } from '@leeway/rules';
import { stringify } from 'csv-stringify';
import type { FastifyReply } from 'fastify';
import { inMajorUnits } from '../../platform/files/minor-units.ts';

/** Statements as files: our own columns, and those of FOCUS 1.2 (FinOps Open Cost and Usage Specification). */

/** A number as text: exact, and no formula even when it begins with a minus. */
interface Decimal {
  readonly decimal: string;
}

type Cell = string | bigint | number | Decimal | null;
type Row = Readonly<Record<string, Cell>>;

const decimalOf = (amount: bigint, currency: string): Decimal => ({
  decimal: inMajorUnits(amount, currency),
});

const changeOf = ({ amount, previousAmount }: StatementLineModel): bigint =>
  (amount ?? 0n) - (previousAmount ?? 0n);

const csvRow = (statement: StatementModel, line: StatementLineModel): Row => ({
  ...{ statementId: statement.id, status: statement.status, correction: statement.correction },
  ...{ customerId: statement.customerId, periodStart: statement.periodStart, periodEnd: statement.periodEnd },
  ...{ timeZone: statement.timeZone, lineId: line.id, entitlementId: line.entitlementId, sku: line.sku },
  ...{ offeringName: line.offeringName, featureKey: line.featureKey, bought: line.bought, peak: line.peak },
  ...{
    p99: line.p99,
    average: line.average,
    overdraftPeak: line.overdraftPeak,
    overdraftP99: line.overdraftP99,
  },
  ...{
    overdraftSeatHours: line.overdraftSeatHours,
    overdraftSeconds: line.overdraftSeconds,
    used: line.used,
  },
  ...{
    overdraftUsed: line.overdraftUsed,
    rateKind: line.rate?.kind ?? null,
    rateAmount: line.rate?.amount ?? null,
  },
  ...{
    rateUnitCount: line.rate?.unitCount ?? null,
    currency: line.rate?.currency ?? null,
    amount: line.amount,
  },
  ...{ previousAmount: line.previousAmount, trueUpFrom: line.rate?.trueUpFrom ?? null },
  earlierPeak: line.earlierPeak,
});

const csvColumns = [
  ...['statementId', 'status', 'correction', 'customerId', 'periodStart', 'periodEnd', 'timeZone', 'lineId'],
  ...[
    'entitlementId',
    'sku',
    'offeringName',
    'featureKey',
    'bought',
    'peak',
    'p99',
    'average',
    'overdraftPeak',
    'overdraftP99',
  ],
  ...['overdraftSeatHours', 'overdraftSeconds', 'used', 'overdraftUsed', 'rateKind', 'rateAmount'],
  ...['rateUnitCount', 'currency', 'amount', 'previousAmount', 'trueUpFrom', 'earlierPeak'],
];

const focusUnits: Readonly<Record<RateKind, string>> = {
  peakOverdraftUnit: 'Units',
  p99OverdraftUnit: 'Units',
  overdraftSeatHour: 'Hours',
  overdraftUnit: 'Units',
};

/** What the rate counted. */
const quantityOf = (line: StatementLineModel, kind: RateKind): Cell => {
  switch (kind) {
    case 'peakOverdraftUnit':
      return newlyExceeded(line, line.earlierPeak);
    case 'p99OverdraftUnit':
      return line.overdraftP99;
    case 'overdraftSeatHour':
      return line.overdraftSeatHours;
    case 'overdraftUnit':
      return line.overdraftUsed;
  }
};

export interface FocusParties {
  /** Who sells. */
  readonly tenantName: string;
  readonly customerName: string;
}

const focusRow = (
  statement: StatementModel,
  line: StatementLineModel,
  { tenantName, customerName }: FocusParties,
): Row | null => {
  const { rate } = line;
  if (rate === null || line.amount === null) return null;
  const isCorrection = statement.status === 'correction';
  const cost = decimalOf(changeOf(line), rate.currency);
  const quantity = isCorrection ? null : quantityOf(line, rate.kind);
  const unit = isCorrection ? null : focusUnits[rate.kind];
  const meter = line.featureKey === null ? 'Seats' : line.featureKey;
  const period = { Start: statement.periodStart, End: statement.periodEnd };
  return {
    ...{ BilledCost: cost, BillingAccountId: statement.customerId, BillingAccountName: customerName },
    ...{ BillingAccountType: 'Customer', BillingCurrency: rate.currency, BillingPeriodEnd: period.End },
    ...{ BillingPeriodStart: period.Start, ChargeCategory: 'Usage' },
    ...{ ChargeClass: isCorrection ? 'Correction' : null },
    ChargeDescription: `${line.offeringName}: overdraft of ${line.featureKey ?? 'seats'} (${rate.kind})`,
    ...{ ChargeFrequency: 'Usage-Based', ChargePeriodEnd: period.End, ChargePeriodStart: period.Start },
    ...{ ConsumedQuantity: quantity, ConsumedUnit: unit, ContractedCost: cost, ContractedUnitPrice: null },
    ...{ EffectiveCost: cost, InvoiceId: statement.id, InvoiceIssuerName: tenantName, ListCost: cost },
    ...{ ListUnitPrice: null, PricingCategory: 'Standard', PricingCurrency: rate.currency },
    ...{ PricingQuantity: quantity, PricingUnit: unit, ProviderName: tenantName, PublisherName: tenantName },
    ...{ RegionId: null, RegionName: null, ResourceId: line.entitlementId, ResourceName: line.offeringName },
    ...{ ResourceType: 'Entitlement', ServiceCategory: 'Other', ServiceName: line.offeringName },
    ...{ ServiceSubcategory: 'Other (Other)', SkuId: line.sku, SkuMeter: meter, SkuPriceDetails: null },
    ...{ SkuPriceId: rate.id, SubAccountId: null, SubAccountName: null, SubAccountType: null },
    Tags: JSON.stringify({ productId: line.productId, offeringId: line.offeringId }),
  };
};

const focusColumns = [
  ...['BilledCost', 'BillingAccountId', 'BillingAccountName', 'BillingAccountType', 'BillingCurrency'],
  ...['BillingPeriodEnd', 'BillingPeriodStart', 'ChargeCategory', 'ChargeClass', 'ChargeDescription'],
  ...['ChargeFrequency', 'ChargePeriodEnd', 'ChargePeriodStart', 'ConsumedQuantity', 'ConsumedUnit'],
  ...['ContractedCost', 'ContractedUnitPrice', 'EffectiveCost', 'InvoiceId', 'InvoiceIssuerName', 'ListCost'],
  ...[
    'ListUnitPrice',
    'PricingCategory',
    'PricingCurrency',
    'PricingQuantity',
    'PricingUnit',
    'ProviderName',
  ],
  ...['PublisherName', 'RegionId', 'RegionName', 'ResourceId', 'ResourceName', 'ResourceType'],
  ...[
    'ServiceCategory',
    'ServiceName',
    'ServiceSubcategory',
    'SkuId',
    'SkuMeter',
    'SkuPriceDetails',
    'SkuPriceId',
  ],
  ...['SubAccountId', 'SubAccountName', 'SubAccountType', 'Tags'],
];

const sendCsv = (reply: FastifyReply, fileName: string, columns: readonly string[], rows: readonly Row[]) => {
  // A value may begin like a formula: who opens the file in a spreadsheet must not run it.
  const csv = stringify({
    header: true,
    columns: [...columns],
    escape_formulas: true,
    record_delimiter: 'windows',
    cast: { object: (value) => ({ value: String(value.decimal), escape_formulas: false }) },
  });
  const file = Readable.from(rows.map((row) => columns.map((column) => row[column] ?? null)))
    .on('error', (error) => csv.destroy(error))
    .pipe(csv);
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .send(file);
};

export const sendStatementCsv = (reply: FastifyReply, statement: StatementModel): FastifyReply =>
  sendCsv(
    reply,
    `statement-${statement.id}.csv`,
    csvColumns,
    statement.lines.map((line) => csvRow(statement, line)),
  );

/** Lines without a rate cost nothing and are left out. */
export const sendStatementFocus = (
  reply: FastifyReply,
  statement: StatementModel,
  parties: FocusParties,
): FastifyReply =>
  sendCsv(
    reply,
    `statement-${statement.id}-focus.csv`,
    focusColumns,
    statement.lines.map((line) => focusRow(statement, line, parties)).filter((row) => row !== null),
  );
