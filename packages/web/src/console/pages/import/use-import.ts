import { useMutation, useQuery } from '@tanstack/react-query';
import { call } from '../../../api/call.ts';
import type { Body } from '../../../api/wire.ts';

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

interface Asked {
  readonly file: File;
  readonly dryRun: boolean;
}

/** Sends the file; answers the id of what was started. */
export const useStart = (onStarted: (importId: string) => void) =>
  useMutation({
    mutationFn: ({ file, dryRun }: Asked) => {
      const form = new FormData();
      form.append('FormFile', file);
      // The browser's form stands for the body that the contract describes.
      return call('importCustomers', { query: { dryRun }, body: form as unknown as Body<'importCustomers'> });
    },
    onSuccess: ({ id }) => onStarted(id),
  });
