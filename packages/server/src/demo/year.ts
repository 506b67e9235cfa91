import {
  changeDates,
  changeTerms,
  createWorld,
  type EntitlementTerms,
  limitsOf,
  putEntitlement,
  renewedTerm,
  unstarted,
  type World,
  withReset,
} from '@leeway/rules';
import { createJournal, type Journal } from './journal.ts';
import { openFarm, openMachines } from './machine-use.ts';
import { openOffice } from './office-use.ts';
import { createRandom } from './random.ts';
import { datesAtSale, daysBefore, type Sale } from './sale-rows.ts';
import { createScene, dayMs, hourMs, type Scene, type Site } from './scene.ts';
import { createTimeline } from './timeline.ts';

/**
 * A year of the demo's customers, replayed: every seat taken, renewed, denied or given back is a request that the
 * product's own rules decide. Counters, overdrafts, events and closings are whatever comes of it.
 */

/** Refresh rows are the bulk of a log and tell nothing about seats in use; older ones would have been dropped. */
const refreshDaysKept = 30;
/** One chunk of the load. */
const chunkCharacters = 65_536;
/** Limits are edited at night, when little is in use. */
const editTimeMs = 3.2 * hourMs;

export interface ReplayedYear {
  readonly world: World;
  readonly journal: Journal;
  /** Lines of the activity log; runs the year as they are taken. Nothing else here is complete before they all are. */
  readonly logLines: Iterable<string>;
}

interface YearParts {
  readonly tenantId: string;
  readonly timeZone: string;
  readonly sales: readonly Sale[];
  /** What each entitlement was sold with. */
  readonly terms: ReadonlyMap<string, EntitlementTerms>;
  /** The present, epoch ms. */
  readonly now: number;
  /** Told now and then how far the year has come. */
  readonly progress: (at: number, logRows: number) => void;
}

export const replayYear = (parts: YearParts): ReplayedYear => {
  const { tenantId, sales, now } = parts;
  const world = createWorld();
  const timeline = createTimeline();
  const journal = createJournal(tenantId, now - refreshDaysKept * dayMs);
  const scene = createScene({ world, timeline, journal, now });
  for (const sale of sales) timeline.plan(sale.soldAt, () => open(parts, scene, sale));
  return { world, journal, logLines: linesOf(parts, scene) };
};

function* linesOf({ sales, now, progress }: YearParts, scene: Scene): Generator<string> {
  const { timeline, journal, world } = scene;
  const first = Math.min(...sales.map((sale) => sale.soldAt));
  for (let end = first; end < now; ) {
    end = Math.min(end + 60 * dayMs, now);
    while (timeline.step(end)) {
      if (journal.waiting >= chunkCharacters) yield journal.takeLines();
    }
    progress(end, journal.logRows);
  }
  // Leases and usage periods that ended since the last request.
  for (const entitlementId of world.entitlements.keys()) scene.decide({ kind: 'settle', entitlementId }, now);
  journal.closeDenials();
  yield journal.takeLines();
}

const termsOf = ({ terms }: YearParts, { entitlementId }: Sale): EntitlementTerms => {
  const found = terms.get(entitlementId);
  if (!found) throw new Error(`no terms of ${entitlementId}`);
  return found;
};

/** The sale itself, and the plan of what happens to the entitlement from then on. */
const open = (parts: YearParts, scene: Scene, sale: Sale): void => {
  const { entitlementId, customer, offering, order, soldAt } = sale;
  const terms = termsOf(parts, sale);
  putEntitlement(scene.world, terms, { ...unstarted, ...datesAtSale(sale, parts.timeZone) });
  const random = createRandom(`${customer.slug} ${order.sku}`);
  const site: Site = { entitlementId, customer, offering, random, refusedSince: null };
  const { use } = order;
  if (use.kind === 'office') openOffice(scene, site, use.people, soldAt);
  if (use.kind === 'farm') openFarm(scene, site, use.nodes, soldAt);
  if (use.kind === 'machines') openMachines(scene, site, use.machines, soldAt);
  planEdits(parts, scene, sale);
};

const planEdits = (parts: YearParts, scene: Scene, sale: Sale): void => {
  const { order, customer } = sale;
  const { timeline, now } = scene;
  const atNight = (daysAgo: number) => daysBefore(now, daysAgo, parts.timeZone, editTimeMs);
  for (const [daysAgo, seatCount] of order.seatCounts ?? []) {
    timeline.plan(atNight(daysAgo), (at) => editSeatCount(scene, sale, seatCount, at));
  }
  for (const daysAgo of order.renewedDaysAgo ?? []) {
    timeline.plan(atNight(daysAgo), (at) => renew(scene, sale, at));
  }
  const { disabledDaysAgo } = customer;
  if (disabledDaysAgo !== undefined) {
    timeline.plan(now - disabledDaysAgo * dayMs, (at) => {
      const { dates } = heldIn(scene, sale);
      const { entitlementId } = sale;
      scene.journal.keep(changeDates(scene.world, entitlementId, { ...dates, customerDisabled: true }, at));
    });
  }
};

const heldIn = ({ world }: Scene, { entitlementId }: Sale) => {
  const held = world.entitlements.get(entitlementId);
  if (!held) throw new Error(`${entitlementId} was not sold`);
  return held;
};

/** Rule 10: what would cut off present use waits for a quieter night. */
const editSeatCount = (scene: Scene, sale: Sale, seatCount: number, at: number): void => {
  const { world, journal, timeline } = scene;
  const { entitlementId, offering } = sale;
  scene.decide({ kind: 'settle', entitlementId }, at);
  const held = heldIn(scene, sale);
  const limits = limitsOf(BigInt(seatCount), offering.overdraft);
  if (limits.hardCap !== null && BigInt(held.seatsUsed) > limits.hardCap) {
    timeline.plan(at + dayMs, (then) => editSeatCount(scene, sale, seatCount, then));
    return;
  }
  // The step of the limits has a sequence of its own, before the events that it makes.
  held.sequence += 1n;
  journal.limitSteps.push({ entitlementId, sequence: held.sequence, at, limits });
  journal.keep(changeTerms(world, { ...held.terms, seats: limits }, at, false).changes);
};

/** Rule 24, before the expiry: the present expiry and the duration. */
const renew = (scene: Scene, sale: Sale, at: number): void => {
  const { dates, terms } = heldIn(scene, sale);
  const renewal = renewedTerm(dates, terms, at);
  if (typeof renewal === 'string') return;
  const { resetAt, ...ends } = renewal;
  const usageResets = withReset(dates.usageResets, resetAt, at);
  const renewed = { ...dates, ...ends, usageResets };
  scene.journal.keep(changeDates(scene.world, sale.entitlementId, renewed, at));
};
