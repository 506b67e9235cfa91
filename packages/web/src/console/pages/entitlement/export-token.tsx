import { Button, CopyButton, Group, Modal, Stack, Text, Textarea } from '@mantine/core';

interface ExportTokenProps {
  readonly token: string;
  readonly onClose: () => void;
}

/** What the local server is given; it can be made again. */
export const ExportToken = ({ token, onClose }: ExportTokenProps) => (
  <Modal opened onClose={onClose} title="Token for the local server" size="lg">
    <Stack gap="sm">
      <Text size="sm">
        Enter it at the local server, which serves the seats from then on. It is kept nowhere, and can be made
        again while the entitlement is exported.
      </Text>
      <Textarea
        label="Export token"
        value={token}
        readOnly
        rows={6}
        onFocus={({ currentTarget }) => currentTarget.select()}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
      <Group justify="flex-end">
        <CopyButton value={token}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  </Modal>
);
