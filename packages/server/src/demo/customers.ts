import type { Customer } from './customer.ts';
import { elsewhere } from './customers-elsewhere.ts';
import { europe } from './customers-europe.ts';

export const customers: readonly Customer[] = [...europe, ...elsewhere];
