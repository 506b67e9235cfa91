import { type TProperties, type TSchema, Type } from 'typebox';
import { ReportFormat } from '../models/reports.ts';
import { type Operation, operation } from '../operation.ts';

/**
 * A list as a file, ours and not the contract's: for whom the list is for, with its parameters and these of its filters,
 * and with all of its rows. CSV when `format` is left out.
 */
export const listFile = <Params extends TSchema, Filters extends TProperties = Record<never, never>>(
  id: string,
  list: Pick<Operation<Params>, 'path' | 'tag' | 'scopes' | 'params'>,
  summary: string,
  filters: Filters = {} as Filters,
) =>
  operation(id, `GET ${list.path}/export`, {
    ...{ tag: list.tag, summary, scopes: list.scopes, params: list.params },
    query: Type.Object({ ...filters, format: Type.Optional(ReportFormat) }),
    success: { status: 200, binary: true },
  });
