import type { Shape } from './evidence-course.ts';

/** What is sold in the bench of evidence, and which of it are templates of the rest. `over`: in overdraft to this day. */

interface Kind extends Shape {
  /** At full size. */
  readonly entitlements: number;
  readonly templates: number;
}

const kinds: readonly Kind[] = [
  {
    ...{ name: 'huge', entitlements: 1, templates: 1, held: 20, bought: 110, hardCap: 125 },
    ...{ sessionsPerDay: 215, days: 240, refreshes: 3 },
  },
  {
    ...{ name: 'large', entitlements: 100, templates: 2, held: 300, bought: 318, hardCap: 326 },
    ...{ sessionsPerDay: 42, days: 240, refreshes: 0 },
  },
  {
    ...{ name: 'middle', entitlements: 1_900, templates: 6, held: 50, bought: 52, hardCap: 55 },
    ...{ sessionsPerDay: 9, days: 135, refreshes: 0 },
  },
  {
    ...{ name: 'over', entitlements: 1_000, templates: 4, held: 21, bought: 20, hardCap: 22 },
    ...{ sessionsPerDay: 6, days: 16, refreshes: 0 },
  },
  {
    ...{ name: 'small', entitlements: 47_000, templates: 20, held: 18, bought: 20, hardCap: 22 },
    ...{ sessionsPerDay: 8, days: 16, refreshes: 0 },
  },
];

export const customersAtFullSize = 10_000;
export const offerings = 40;
export const products = 10;

/** An entitlement to be made: a template has its own number there. */
export interface Planned {
  readonly number: number;
  readonly template: number;
  readonly kind: Kind;
}

export const planOf = (scale: number): Planned[] => {
  let number = 0;
  return kinds.flatMap((kind) => {
    const count = Math.max(1, Math.round(kind.entitlements * scale));
    const first = number + 1;
    const templates = Math.min(kind.templates, count);
    return Array.from({ length: count }, (_, index) => {
      number += 1;
      return { number, template: first + (index % templates), kind };
    });
  });
};

const pad = (number: number) => String(number).padStart(22, '0');
export const entitlementIdOf = (number: number): string => `ent_${pad(number)}`;
export const customerIdOf = (number: number): string => `cust_${pad(number)}`;
export const productIdOf = (number: number): string => `prod_${pad(number)}`;
export const offeringIdOf = (number: number): string => `off_${pad(number)}`;

export const templatesOf = (plan: readonly Planned[]) =>
  plan.filter(({ number, template }) => number === template);

export const numbersOf = (plan: readonly Planned[], name: string) =>
  plan.filter(({ kind }) => kind.name === name).map(({ number }) => number);

/** The last of each kind is a copy where there is one. */
export const sampleOf = (plan: readonly Planned[]) => ({
  huge: numbersOf(plan, 'huge').at(-1) ?? 0,
  large: numbersOf(plan, 'large').at(-1) ?? 0,
  small: numbersOf(plan, 'small').at(-1) ?? 0,
});
