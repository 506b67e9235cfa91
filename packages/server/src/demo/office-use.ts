import { addInterval, instantOf, wallClock } from '@leeway/rules';
import type { Curve } from './customer.ts';
import { useFeatures } from './feature-use.ts';
import { attendance } from './office-days.ts';
import { personName } from './people.ts';
import {
  activate,
  ask,
  countAt,
  eagerness,
  heldSeat,
  hourMs,
  isDeniedForSeats,
  minuteMs,
  type Scene,
  type Site,
} from './scene.ts';

/** People at their desks: they come in the morning, take a seat, go to lunch, leave, and try again when denied. */

interface Visit {
  readonly until: number;
  /** How often the person may still come back after denials. */
  rounds: number;
}

interface Worker {
  readonly seatId: string;
  readonly seatName: string;
  activationId: string | null;
  visit: Visit | null;
}

/** Most applications give the seat back when they are closed; browsers, as with Insight, just let the lease end. */
const releaseChance = (site: Site) => (site.offering.product === 'insight' ? 0 : 0.85);
const lunchChance = (site: Site) => (site.offering.product === 'insight' ? 0 : 0.12);

export const openOffice = (scene: Scene, site: Site, people: Curve, from: number): void => {
  const { random, customer } = site;
  const staff: Worker[] = [];
  const workerAt = (index: number): Worker => {
    const known = staff[index];
    if (known) return known;
    const { first, last } = personName(random);
    const number = String(index + 1).padStart(3, '0');
    const seatId = `${customer.slug.toUpperCase()}-WS-${number}`;
    const worker = { seatId, seatName: `${first} ${last}`, activationId: null, visit: null };
    staff[index] = worker;
    return worker;
  };
  const planDay = (dayStart: number) => {
    const next = addInterval(dayStart, { type: 'day', count: 1 }, customer.timeZone);
    if (next !== null) scene.timeline.plan(next, planDay);
    const share = attendance(dayStart, customer.timeZone, customer.country) * eagerness(site, dayStart);
    const count = countAt(people, dayStart, scene.now);
    for (let index = 0; index < count; index++) {
      const worker = workerAt(index);
      if (random.chance(share)) planVisits(scene, site, worker, dayStart);
    }
  };
  // From the first midnight after the sale: nobody works with what was bought this very morning.
  const firstDay = addInterval(from, { type: 'day', count: 1 }, customer.timeZone) ?? from;
  const wall = wallClock(firstDay, customer.timeZone);
  scene.timeline.plan(instantOf({ ...wall, msOfDay: 0 }, customer.timeZone), planDay);
};

const planVisits = (scene: Scene, site: Site, worker: Worker, dayStart: number) => {
  const { random } = site;
  const arrival = dayStart + (8.8 + random.normal() * 0.7) * hourMs;
  const until = arrival + (8 + random.normal() * 0.9) * hourMs;
  const come = (at: number, end: number) =>
    scene.timeline.plan(Math.round(at), (then) => {
      worker.visit = { until: Math.round(end), rounds: 4 };
      takeSeat(scene, site, worker, worker.visit, then, 0);
    });
  if (!random.chance(lunchChance(site))) {
    come(arrival, until);
    return;
  }
  const lunch = dayStart + (12.2 + random.normal() * 0.3) * hourMs;
  come(arrival, lunch);
  come(lunch + random.between(0.6, 1.1) * hourMs, until);
};

const takeSeat = (
  scene: Scene,
  site: Site,
  worker: Worker,
  visit: Visit,
  at: number,
  tries: number,
): void => {
  if (worker.visit !== visit) return;
  const decision = activate(scene, site, worker, at);
  if (decision.outcome === 'granted') {
    worker.activationId = decision.seat.activationId;
    useFeatures(scene, site, worker.activationId, at, visit.until);
    planRefresh(scene, site, worker, visit);
    scene.timeline.plan(visit.until, (then) => leave(scene, site, worker, visit, then));
    return;
  }
  if (!isDeniedForSeats(decision)) {
    worker.visit = null;
    return;
  }
  const again = retryAt(site, visit, at, tries);
  if (again === null) worker.visit = null;
  else scene.timeline.plan(again.at, (then) => takeSeat(scene, site, worker, visit, then, again.tries));
};

/** First in a hurry, within the minute, then after a coffee or a meeting; in the end not at all. */
const retryAt = ({ random }: Site, visit: Visit, at: number, tries: number) => {
  if (tries < 2 && random.chance(tries === 0 ? 0.7 : 0.4)) {
    return { at: at + random.int(6_000, 26_000), tries: tries + 1 };
  }
  visit.rounds -= 1;
  const later = at + random.int(12 * minuteMs, 55 * minuteMs);
  return visit.rounds > 0 && later < visit.until - hourMs ? { at: later, tries: 0 } : null;
};

/** Applications renew when three quarters of the lease are over. */
const planRefresh = (scene: Scene, site: Site, worker: Worker, visit: Visit): void => {
  const seat = worker.activationId === null ? undefined : heldSeat(scene, site, worker.activationId);
  if (!seat) return;
  const due = Math.round(seat.lastLeaseAt + (seat.leaseEnd - seat.lastLeaseAt) * 0.75);
  if (due >= visit.until) return;
  scene.timeline.plan(due, (at) => {
    if (worker.visit !== visit || worker.activationId === null) return;
    const decision = ask(scene, site, 'refresh', worker.activationId, at);
    if (decision?.outcome === 'granted') planRefresh(scene, site, worker, visit);
  });
};

const leave = (scene: Scene, site: Site, worker: Worker, visit: Visit, at: number): void => {
  if (worker.visit !== visit) return;
  worker.visit = null;
  if (worker.activationId === null || !site.random.chance(releaseChance(site))) return;
  ask(scene, site, 'release', worker.activationId, at);
  worker.activationId = null;
};
