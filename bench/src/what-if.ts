import { type DemandRow, type EntitlementTerms, limitsOf, noInterval, replayDemand } from '@leeway/rules';

/** `npm run bench:what-if`: how long the replay of a year of one entitlement takes (rule 39). */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const start = Date.UTC(2025, 0, 1);
const rounds = 5;

const terms: EntitlementTerms = {
  ...{ entitlementId: 'e', productId: 'p', editionId: 'd', concurrencyMode: 'concurrent', timeZone: 'UTC' },
  ...{ seats: limitsOf(100n, { type: 'percentage', value: 20 }), licenseStartType: 'entitlementCreation' },
  ...{
    licenseType: 'perpetual',
    licenseDuration: noInterval,
    hasMaintenance: false,
    gracePeriod: noInterval,
  },
  ...{
    maintenanceDuration: noInterval,
    leasePeriod: { type: 'hour', count: 1 },
    usageResetSchedule: 'never',
  },
  ...{ offlineLeasePeriod: { type: 'day', count: 1 }, features: [], attributes: [], ownCap: null },
};

/** 100 people on 250 days: two sessions a day of four hours each, refreshed every hour. */
const yearOfWork = (): DemandRow[] => {
  const rows: DemandRow[] = [];
  for (let day = 0; day < 250; day++) {
    for (let person = 0; person < 100; person++) {
      for (const begin of [8, 13]) {
        const at = start + day * dayMs + begin * hourMs + person * minuteMs;
        const common = {
          seatId: `s${person}`,
          attempts: 1,
          forWantOfSeats: false,
          seatsUsed: 0,
          overHardCap: false,
        };
        rows.push({ ...common, at, operation: 'activate' });
        for (let hour = 1; hour < 4; hour++)
          rows.push({ ...common, at: at + hour * hourMs, operation: 'refresh' });
        const isReleased = person % 2 === 0;
        rows.push({ ...common, at: at + 4 * hourMs, operation: isReleased ? 'deactivate' : 'leaseExpired' });
      }
    }
  }
  return rows.sort((a, b) => a.at - b.at);
};

const rows = yearOfWork();
const demand = { span: { start, end: start + 365 * dayMs }, seatsUsed: 0, rows };
for (const [bought, title] of [
  [100n, 'as it was'],
  [60n, 'with 60 seats'],
] as const) {
  const limits = [{ at: start, limits: limitsOf(bought, { type: 'none', value: null }) }];
  const measured = Array.from({ length: rounds }, () => {
    const begun = performance.now();
    replayDemand(terms, demand, limits);
    return performance.now() - begun;
  }).sort((a, b) => a - b);
  const median = measured[Math.floor(rounds / 2)] ?? 0;
  const perSecond = Math.round((rows.length * 1000) / median).toLocaleString('en');
  process.stdout.write(
    `${rows.length.toLocaleString('en')} rows, ${title}: ${median.toFixed(0)} ms (${perSecond} rows/s); goal < 1,000 ms\n`,
  );
}
