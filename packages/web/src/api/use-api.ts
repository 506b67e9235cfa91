import type { OperationId } from '@leeway/contract';
import {
  keepPreviousData,
  queryOptions,
  type UseMutationResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { call } from './call.ts';
import type { Given, Reply } from './wire.ts';

/** A reading operation as a query. */
const reading = <Id extends OperationId>(id: Id, given: Given<Id>) =>
  queryOptions({
    queryKey: [id, given],
    queryFn: ({ signal }): Promise<Reply<Id>> => call(id, given, signal),
  });

/**
 * Reads: `const { data, error, isPending } = useApi('getCustomer', { params: { customerId } })`.
 * While the given changes (another page, another range), what was there before stays on the screen.
 */
export const useApi = <Id extends OperationId>(id: Id, given: Given<Id>, { enabled = true } = {}) =>
  useQuery({ ...reading(id, given), enabled, placeholderData: keepPreviousData });

/** Changes: `const rename = useChange('updateCustomer'); rename.mutate({ params, body })`. Then everything shown is read anew. */
export const useChange = <Id extends OperationId>(id: Id): UseMutationResult<Reply<Id>, Error, Given<Id>> => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: Given<Id>) => call(id, given),
    onSuccess: () => client.invalidateQueries(),
  });
};
