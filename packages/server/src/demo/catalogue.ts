import type {
  ConcurrencyMode,
  FeatureType,
  Interval,
  LicenseStartType,
  LicenseType,
  OverdraftLimit,
  RateKind,
  UsageResetSchedule,
} from '@leeway/rules';

/** What the demo's vendor sells. */

const every = (count: number, type: Interval['type']): Interval => ({ type, count });
const none: Interval = { type: 'none', count: null };
const noOverdraft: OverdraftLimit = { type: 'none', value: null };
const unlimited: OverdraftLimit = { type: 'unlimited', value: null };
const absolute = (value: number): OverdraftLimit => ({ type: 'absolute', value });
const percentage = (value: number): OverdraftLimit => ({ type: 'percentage', value });

export interface DemoFeature {
  readonly key: string;
  readonly type: FeatureType;
  readonly description: string;
  /** null: unlimited; of a bool 1 or 0. */
  readonly value: bigint | null;
  readonly overdraft: OverdraftLimit;
}

interface DemoProduct {
  readonly name: string;
  readonly description: string;
  readonly leasePeriod: Interval;
  readonly gracePeriod: Interval;
  readonly editions: readonly string[];
  readonly features: readonly DemoFeature[];
}

export const products = {
  cad: {
    name: 'Northwind Studio CAD',
    description: 'Parametric design and simulation on the desktop.',
    leasePeriod: every(8, 'hour'),
    gracePeriod: every(14, 'day'),
    editions: ['Professional', 'Enterprise'],
    features: [
      {
        key: 'solver-cores',
        type: 'elementPool',
        description: 'Processor cores that simulations of all seats share.',
        value: 96n,
        overdraft: absolute(16),
      },
      {
        key: 'generative-design',
        type: 'bool',
        description: 'Suggests shapes from loads and constraints.',
        value: 1n,
        overdraft: noOverdraft,
      },
    ],
  },
  insight: {
    name: 'Northwind Insight',
    description: 'Analytics for production and supply.',
    leasePeriod: every(1, 'day'),
    gracePeriod: every(14, 'day'),
    editions: ['Team', 'Enterprise', 'Trial'],
    features: [
      {
        key: 'queries',
        type: 'usageCount',
        description: 'Queries against the warehouse, counted each month.',
        value: 40_000n,
        overdraft: percentage(10),
      },
      {
        key: 'data-export',
        type: 'bool',
        description: 'Results as files.',
        value: 1n,
        overdraft: noOverdraft,
      },
    ],
  },
  render: {
    name: 'Northwind Render',
    description: 'Render nodes that work around the clock.',
    leasePeriod: every(12, 'hour'),
    gracePeriod: every(7, 'day'),
    editions: ['Farm', 'Burst'],
    features: [
      {
        key: 'gpu-units',
        type: 'elementPool',
        description: 'Graphics processors in use by all nodes.',
        value: 72n,
        overdraft: percentage(25),
      },
      {
        key: 'frames',
        type: 'usageCount',
        description: 'Finished frames, counted each month.',
        value: 600_000n,
        overdraft: unlimited,
      },
    ],
  },
  sdk: {
    name: 'Northwind Mobile SDK',
    description: 'Maps and telemetry inside the apps and vehicles of others.',
    leasePeriod: every(30, 'day'),
    gracePeriod: every(30, 'day'),
    editions: ['Developer', 'Fleet'],
    features: [
      {
        key: 'offline-maps',
        type: 'bool',
        description: 'Maps without a network.',
        value: 1n,
        overdraft: noOverdraft,
      },
      {
        key: 'map-tiles',
        type: 'usageCount',
        description: 'Map tiles delivered since the start.',
        value: null,
        overdraft: noOverdraft,
      },
    ],
  },
} as const satisfies Readonly<Record<string, DemoProduct>>;

export type ProductKey = keyof typeof products;

export interface DemoPlan {
  readonly name: string;
  readonly licenseType: LicenseType;
  readonly licenseStartType: LicenseStartType;
  readonly duration: Interval;
  readonly planType: 'paid' | 'trial' | 'notForResale';
}

export const plans = {
  annual: {
    name: 'Annual subscription',
    licenseType: 'subscription',
    licenseStartType: 'entitlementCreation',
    duration: every(1, 'year'),
    planType: 'paid',
  },
  annualOnFirstUse: {
    name: 'Annual subscription from first use',
    licenseType: 'subscription',
    licenseStartType: 'activation',
    duration: every(1, 'year'),
    planType: 'paid',
  },
  quarterly: {
    name: 'Quarterly subscription',
    licenseType: 'subscription',
    licenseStartType: 'entitlementCreation',
    duration: every(3, 'month'),
    planType: 'paid',
  },
  perpetual: {
    name: 'Perpetual with maintenance',
    licenseType: 'perpetual',
    licenseStartType: 'entitlementCreation',
    duration: none,
    planType: 'paid',
  },
  academic: {
    name: 'Academic year',
    licenseType: 'subscription',
    licenseStartType: 'entitlementCreation',
    duration: every(1, 'year'),
    planType: 'notForResale',
  },
  trial: {
    name: 'Trial of 30 days',
    licenseType: 'subscription',
    licenseStartType: 'entitlementCreation',
    duration: every(30, 'day'),
    planType: 'trial',
  },
} as const satisfies Readonly<Record<string, DemoPlan>>;

export type PlanKey = keyof typeof plans;

export interface DemoOffering {
  readonly name: string;
  readonly product: ProductKey;
  readonly edition: string;
  readonly plan: PlanKey;
  readonly seatCount: number;
  readonly overdraft: OverdraftLimit;
  readonly concurrencyMode: ConcurrencyMode;
  readonly usageResetSchedule: UsageResetSchedule;
}

const offering = (
  name: string,
  product: ProductKey,
  edition: string,
  plan: PlanKey,
  seatCount: number,
  overdraft: OverdraftLimit,
  more: Partial<Pick<DemoOffering, 'concurrencyMode' | 'usageResetSchedule'>> = {},
): DemoOffering => ({
  ...{ name, product, edition, plan, seatCount, overdraft },
  concurrencyMode: more.concurrencyMode ?? 'concurrent',
  usageResetSchedule: more.usageResetSchedule ?? 'never',
});

const monthly = { usageResetSchedule: 'monthly' } as const;
const nodeLock = { concurrencyMode: 'nodeLock' } as const;

/** By SKU. */
export const offerings = {
  'CAD-PRO-25': offering('Studio CAD Professional 25', 'cad', 'Professional', 'annual', 25, absolute(5)),
  'CAD-ENT-100': offering('Studio CAD Enterprise 100', 'cad', 'Enterprise', 'annual', 100, percentage(20)),
  'CAD-STATION-10': offering(
    'Studio CAD Workstation 10',
    'cad',
    'Professional',
    'perpetual',
    10,
    absolute(2),
    nodeLock,
  ),
  'CAD-CAMPUS-40': offering('Studio CAD Campus 40', 'cad', 'Enterprise', 'academic', 40, noOverdraft),
  'INS-TEAM-20': offering('Insight Team 20', 'insight', 'Team', 'annual', 20, percentage(10), monthly),
  'INS-ENT-60': offering('Insight Enterprise 60', 'insight', 'Enterprise', 'annual', 60, unlimited, monthly),
  'INS-TRIAL-5': offering('Insight Trial', 'insight', 'Trial', 'trial', 5, noOverdraft, monthly),
  'REN-FARM-40': offering('Render Farm 40', 'render', 'Farm', 'annual', 40, percentage(25), monthly),
  'REN-BURST-8': offering('Render Burst 8', 'render', 'Burst', 'quarterly', 8, unlimited, monthly),
  'SDK-DEV-15': offering(
    'Mobile SDK Developer 15',
    'sdk',
    'Developer',
    'annualOnFirstUse',
    15,
    noOverdraft,
    nodeLock,
  ),
  'SDK-FLEET-200': offering(
    'Mobile SDK Fleet 200',
    'sdk',
    'Fleet',
    'perpetual',
    200,
    percentage(5),
    nodeLock,
  ),
} as const;

export type Sku = keyof typeof offerings;

export interface DemoRate {
  readonly sku: Sku;
  readonly kind: RateKind;
  /** Minor units of the currency for `unitCount` units. */
  readonly amount: number;
  readonly unitCount?: number;
  readonly currency: 'EUR' | 'USD';
  /** Left out: the seats. */
  readonly feature?: string;
}

/** What overdraft costs, a month at a time. */
export const rates: readonly DemoRate[] = [
  { sku: 'CAD-ENT-100', kind: 'peakOverdraftUnit', amount: 14_900, currency: 'EUR' },
  { sku: 'CAD-ENT-100', kind: 'peakOverdraftUnit', amount: 900, currency: 'EUR', feature: 'solver-cores' },
  { sku: 'CAD-PRO-25', kind: 'p99OverdraftUnit', amount: 12_900, currency: 'EUR' },
  { sku: 'INS-TEAM-20', kind: 'p99OverdraftUnit', amount: 3_900, currency: 'EUR' },
  { sku: 'INS-ENT-60', kind: 'overdraftSeatHour', amount: 25, currency: 'EUR' },
  {
    ...{ sku: 'INS-ENT-60', kind: 'overdraftUnit', feature: 'queries' },
    ...{ amount: 150, unitCount: 1_000, currency: 'EUR' },
  },
  { sku: 'REN-FARM-40', kind: 'overdraftSeatHour', amount: 40, currency: 'EUR' },
  {
    ...{ sku: 'REN-FARM-40', kind: 'overdraftUnit', feature: 'frames' },
    ...{ amount: 80, unitCount: 1_000, currency: 'EUR' },
  },
  { sku: 'REN-BURST-8', kind: 'overdraftSeatHour', amount: 55, currency: 'EUR' },
  { sku: 'SDK-FLEET-200', kind: 'peakOverdraftUnit', amount: 350, currency: 'USD' },
];
