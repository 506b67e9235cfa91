/** The door of the usage imports: what another license manager recorded, as the past of an entitlement. */
export { type ImportAsked, type ImportOutcome, importUsage } from './import-usage.ts';
export { featuresByUse } from './obstacles.ts';
export { undoImport } from './undo-import.ts';
