import { askFeature, hourMs, minuteMs, type Scene, type Site } from './scene.ts';

/** What people and machines do with the features of a product once they have a seat. */

interface Session {
  readonly scene: Scene;
  readonly site: Site;
  readonly activationId: string;
  readonly from: number;
  readonly until: number;
}

const habits: Readonly<Record<Site['offering']['product'], (session: Session) => void>> = {
  cad: (session) => {
    const { random } = session.site;
    if (random.chance(0.08)) simulate(session);
    if (random.chance(0.03)) use(session, 'generative-design', 1, random.between(0.2, 0.8));
  },
  insight: (session) => {
    const { random } = session.site;
    if (random.chance(0.6)) use(session, 'queries', random.int(50, 260), random.between(0.1, 0.9));
    if (random.chance(0.06)) use(session, 'data-export', 1, random.between(0.2, 0.9));
  },
  render: (session) => {
    const { random } = session.site;
    if (random.chance(0.4)) use(session, 'gpu-units', random.int(1, 4), 0);
  },
  sdk: (session) => {
    const { random } = session.site;
    if (random.chance(0.5)) use(session, 'map-tiles', random.int(50, 1800), random.between(0, 0.5));
    if (random.chance(0.05)) use(session, 'offline-maps', 1, random.between(0, 0.5));
  },
};

export const useFeatures = (
  scene: Scene,
  site: Site,
  activationId: string,
  from: number,
  until: number,
): void => habits[site.offering.product]({ scene, site, activationId, from, until });

/** Uses a feature once, a part of the session after its start. */
const use = (session: Session, featureKey: string, amount: number, part: number): void => {
  const at = Math.round(session.from + (session.until - session.from) * part) + 1;
  session.scene.timeline.plan(at, (then) => checkout(session, { featureKey, amount }, then, 0));
};

/** Who is denied tries again within the minute, and then asks for less another day. */
const checkout = (
  session: Session,
  feature: { readonly featureKey: string; readonly amount: number },
  at: number,
  tries: number,
): void => {
  const { scene, site, activationId } = session;
  const decision = askFeature(scene, site, 'checkout', activationId, feature, at);
  if (decision?.outcome !== 'denied' || tries >= 2 || !site.random.chance(0.6)) return;
  const again = at + site.random.int(8_000, 25_000);
  scene.timeline.plan(again, (then) => checkout(session, feature, then, tries + 1));
};

/** A simulation holds cores for a while and gives them back. */
const simulate = (session: Session): void => {
  const { scene, site, activationId, from, until } = session;
  const { random } = site;
  const at = Math.round(from + (until - from) * random.between(0.05, 0.6));
  const feature = { featureKey: 'solver-cores', amount: random.int(2, 12) };
  const takesMs = random.int(20 * minuteMs, 2 * hourMs);
  scene.timeline.plan(at, (then) => {
    const decision = askFeature(scene, site, 'checkout', activationId, feature, then);
    if (decision?.outcome !== 'featureGranted') return;
    scene.timeline.plan(Math.min(then + takesMs, until - 1), (end) =>
      askFeature(scene, site, 'return', activationId, feature, end),
    );
  });
};

/** What a job leaves behind when it is done. */
export const finishJob = (
  scene: Scene,
  site: Site,
  activationId: string,
  lastedMs: number,
  at: number,
): void => {
  if (site.offering.product !== 'render') return;
  const amount = Math.max(1, Math.round((lastedMs / hourMs) * site.random.between(15, 40)));
  askFeature(scene, site, 'checkout', activationId, { featureKey: 'frames', amount }, at);
};
