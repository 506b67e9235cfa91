import { ActionIcon, CopyButton, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

interface SecretFieldProps {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
}

/** A value to take elsewhere: a press selects it, a button copies it. */
export const SecretField = ({ label, value, hint }: SecretFieldProps) => (
  <TextInput
    label={label}
    description={hint}
    value={value}
    readOnly
    onFocus={({ currentTarget }) => currentTarget.select()}
    styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
    rightSection={
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <ActionIcon
            variant="subtle"
            color={copied ? 'green' : 'gray'}
            onClick={copy}
            aria-label={copied ? `${label} copied` : `Copy ${label.toLowerCase()}`}
          >
            {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          </ActionIcon>
        )}
      </CopyButton>
    }
  />
);
