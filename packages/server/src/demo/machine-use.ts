import type { Curve } from './customer.ts';
import { finishJob, useFeatures } from './feature-use.ts';
import {
  activate,
  ask,
  countAt,
  dayMs,
  eagerness,
  heldSeat,
  hourMs,
  isDeniedForSeats,
  minuteMs,
  type Scene,
  type Site,
} from './scene.ts';

/** Machines: render nodes that take a seat for each job, and stations that keep theirs. */

const numbered = (site: Site, word: string, index: number) =>
  `${site.customer.slug.toUpperCase()}-${word}-${String(index + 1).padStart(3, '0')}`;

/** Nodes look for work again and again; more of them run at night, when power is cheap. */
export const openFarm = (scene: Scene, site: Site, nodes: Curve, from: number): void => {
  const nodesMax = Math.max(...nodes.map(([, count]) => count));
  for (let index = 0; index < nodesMax; index++) {
    const node = { index, seatId: numbered(site, 'NODE', index), seatName: null };
    const start = from + hourMs + Math.round(site.random.between(0, 6) * hourMs);
    scene.timeline.plan(start, (at) => wakeNode(scene, site, nodes, node, at));
  }
};

interface Node {
  readonly index: number;
  readonly seatId: string;
  readonly seatName: null;
}

/** Of ten nodes nine run by day (UTC): enough of a rhythm to see, in every zone. */
const isWanted = (scene: Scene, nodes: Curve, { index }: Node, at: number) => {
  const hour = Math.floor(at / hourMs) % 24;
  return index < countAt(nodes, at, scene.now) * (hour >= 8 && hour < 18 ? 0.92 : 1);
};

const wakeNode = (scene: Scene, site: Site, nodes: Curve, node: Node, at: number): void => {
  const { random } = site;
  const again = (from: number, afterMs: number) =>
    scene.timeline.plan(Math.round(from + afterMs), (then) => wakeNode(scene, site, nodes, node, then));
  if (!isWanted(scene, nodes, node, at)) {
    again(at, random.between(0.5, 2) * hourMs);
    return;
  }
  if (!random.chance(eagerness(site, at))) {
    again(at, random.between(4, 20) * hourMs);
    return;
  }
  const decision = activate(scene, site, node, at);
  if (decision.outcome !== 'granted') {
    const hurried = isDeniedForSeats(decision) && random.chance(0.5);
    again(at, hurried ? random.between(10_000, 40_000) : random.between(25, 110) * minuteMs);
    return;
  }
  const { activationId } = decision.seat;
  const until = Math.round(at + random.between(12, 40) * hourMs);
  useFeatures(scene, site, activationId, at, until);
  keepLease(scene, site, activationId, until);
  scene.timeline.plan(until, (then) => {
    finishJob(scene, site, activationId, then - at, then);
    ask(scene, site, 'release', activationId, then);
    again(then, random.between(4, 30) * minuteMs);
  });
};

const keepLease = (scene: Scene, site: Site, activationId: string, until: number): void => {
  const seat = heldSeat(scene, site, activationId);
  if (!seat) return;
  const due = Math.round(seat.lastLeaseAt + (seat.leaseEnd - seat.lastLeaseAt) * 0.75);
  if (due >= until) return;
  scene.timeline.plan(due, (at) => {
    const decision = ask(scene, site, 'refresh', activationId, at);
    if (decision?.outcome === 'granted') keepLease(scene, site, activationId, until);
  });
};

/**
 * Machines get a seat when they are installed and keep it. More are installed, some are replaced, and whoever installs
 * one more than fits learns it at once.
 */
export const openMachines = (scene: Scene, site: Site, machines: Curve, from: number): void => {
  const { random } = site;
  const held: string[] = [];
  let installed = 0;
  const install = (at: number, tries: number) => {
    const seat = { seatId: numbered(site, 'DEV', installed), seatName: null };
    const decision = activate(scene, site, seat, at);
    if (decision.outcome === 'granted') {
      installed += 1;
      held.push(decision.seat.activationId);
      useFeatures(scene, site, decision.seat.activationId, at, at + dayMs);
      report(scene, site, decision.seat.activationId, at + 7 * dayMs);
    } else if (tries < 3 && random.chance(0.7)) {
      scene.timeline.plan(at + random.int(8_000, 24_000), (then) => install(then, tries + 1));
    }
  };
  const replace = (at: number) => {
    const [old] = held.splice(random.int(0, held.length - 1), 1);
    if (old !== undefined) ask(scene, site, 'release', old, at);
  };
  const checkIn = (at: number) => {
    scene.timeline.plan(at + dayMs, checkIn);
    if (!random.chance(eagerness(site, at))) return;
    const wanted = countAt(machines, at, scene.now);
    if (held.length > 3 && random.chance(0.02)) replace(at);
    const missing = wanted - held.length;
    // Who is refused every day asks only now and then.
    const daily = missing > 3 ? missing : missing > 0 && random.chance(0.6) ? 1 : 0;
    for (let count = 0; count < Math.min(daily, 12); count++) {
      scene.timeline.plan(at + random.int(1, 8 * hourMs), (then) => install(then, 0));
    }
  };
  scene.timeline.plan(from + hourMs, checkIn);
};

/** Machines report about once a week as long as they run. */
const report = (scene: Scene, site: Site, activationId: string, at: number): void => {
  scene.timeline.plan(at, (then) => {
    const decision = ask(scene, site, 'refresh', activationId, then);
    if (decision === null) return;
    if (decision.outcome === 'granted') useFeatures(scene, site, activationId, then, then + dayMs);
    const pauseDays = site.random.between(6, 8);
    report(scene, site, activationId, Math.round(then + pauseDays * dayMs));
  });
};
