import { type Operation, operations } from '@leeway/contract';
import { checkReply } from '@leeway/contract/testing';
import type { Leeway } from '../leeway.ts';
import { accountRecipes } from './account.ts';
import { billingRecipes } from './billing.ts';
import { catalogRecipes } from './catalog.ts';
import { customerRecipes } from './customers.ts';
import { entitlementRecipes } from './entitlements.ts';
import { mailRecipes } from './mail.ts';
import { offlineRecipes } from './offline.ts';
import { ownRecipes } from './own.ts';
import { portalRecipes } from './portal.ts';
import { reportRecipes } from './reports.ts';
import type { Recipes, World } from './world.ts';

/** A valid request of every operation, of the contract and of our own. */
export const recipes: Recipes = {
  ...catalogRecipes,
  ...customerRecipes,
  ...entitlementRecipes,
  ...offlineRecipes,
  ...accountRecipes,
  ...ownRecipes,
  ...mailRecipes,
  ...billingRecipes,
  ...reportRecipes,
  ...portalRecipes,
};

export interface Walked {
  readonly operationId: string;
  /** Null: answered as the contract says. */
  readonly fault: string | null;
  readonly status: number | null;
  readonly body: unknown;
}

/** Every operation there is, by id. */
export const served = operations as Readonly<Record<string, Operation>>;

/** Those that a server has a route for. */
export const routed = ({ app }: Pick<Leeway, 'app'>): Operation[] =>
  Object.values(served).filter(({ method, path }) =>
    app.hasRoute({ method, url: path.replaceAll(/\{(\w+)\}/g, ':$1') }),
  );

/** Sends a valid request of one operation, and tells whether the answer is a documented success. */
export const walkOperation = async (world: World, operationId: string): Promise<Walked> => {
  const operation = served[operationId];
  const recipe = recipes[operationId];
  const failed = (fault: string): Walked => ({ operationId, fault, status: null, body: null });
  if (!operation) return failed('is not served');
  if (!recipe) return failed('has no recipe');
  try {
    const { status, body } = await world.callerFor(operation)(
      operation.method,
      operation.path,
      await recipe(world),
    );
    const findings = checkReply(operationId, status, body);
    const fault = status >= 300 || findings ? `answered ${status} ${JSON.stringify(findings ?? body)}` : null;
    return { operationId, fault, status, body };
  } catch (error) {
    return failed(`cannot be asked: ${(error as Error).message}`);
  }
};
