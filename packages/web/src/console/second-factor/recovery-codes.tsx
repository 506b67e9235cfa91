import { Button, Code, CopyButton, Group } from '@mantine/core';
import { IconCheck, IconCopy, IconPrinter } from '@tabler/icons-react';

/** Recovery codes, to be copied or printed; they are shown this once. */
export const RecoveryCodes = ({ codes }: { readonly codes: readonly string[] }) => {
  const text = codes.join('\n');
  return (
    <>
      <Code block fz="md" aria-label="Recovery codes">
        {text}
      </Code>
      <Group gap="xs" className="no-print">
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
            >
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" onClick={() => print()} leftSection={<IconPrinter size={15} aria-hidden />}>
          Print
        </Button>
      </Group>
    </>
  );
};
