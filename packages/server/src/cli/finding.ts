/** What one look found. `warn` does not keep Leeway from running well for now. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly says: string;
}
