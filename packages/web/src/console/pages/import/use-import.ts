import { useMutation, useQuery } from '@tanstack/react-query';
import { call } from '../../../api/call.ts';
import type { Body, Reply } from '../../../api/wire.ts';

/** A running import is looked at so often. */
const lookMs = 700;

/** How an import stands, and a page of what it refused. */
export const useImport = (importId: string, pageNumber: number, pageSize: number) =>
  useQuery({
    queryKey: ['getCustomerImport', importId, pageNumber, pageSize],
    queryFn: ({ signal }) =>
      call('getCustomerImport', { params: { importId }, query: { pageNumber, pageSize } }, signal),
    refetchInterval: ({ state }) => (state.data && state.data.status !== 'completed' ? lookMs : false),
    placeholderData: (before) => before,
  });

/** By the names of the file's columns: which of ours each is; null leaves it out. */
export type Columns = Readonly<Record<string, string | null>>;

interface Asked {
  readonly file: File;
  readonly dryRun: boolean;
  /** Left out: as they are called, or on trial by likeness. */
  readonly columns?: Columns;
}

/** Sends the file; answers what was started. */
export const useStart = (onStarted: (started: Reply<'importCustomers'>) => void) =>
  useMutation({
    mutationFn: ({ file, dryRun, columns }: Asked) => {
      const form = new FormData();
      if (columns) form.append('Columns', JSON.stringify(columns));
      form.append('FormFile', file);
      // The browser's form stands for the body that the contract describes.
      return call('importCustomers', { query: { dryRun }, body: form as unknown as Body<'importCustomers'> });
    },
    onSuccess: onStarted,
  });
