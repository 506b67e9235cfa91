import { Skeleton, Stack } from '@mantine/core';

/** While a page's script comes: as high as most pages begin, so that nothing jumps. */
export const PageLoading = () => (
  <Stack gap="md" aria-busy="true" aria-label="Loading">
    <Skeleton h={36} w={220} />
    <Skeleton h={44} />
    <Skeleton h={420} />
  </Stack>
);
