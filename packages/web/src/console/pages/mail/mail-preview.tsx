import { SegmentedControl, Skeleton, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useApi } from '../../../api/use-api.ts';
import type { Body } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import type { Kind } from './kinds.ts';
import { MailHtml } from './mail-html.tsx';
import classes from './mail-preview.module.css';

interface MailPreviewProps {
  readonly kind: Kind;
  readonly parts: Body<'updateMailTemplate'>;
}

const typingPauseMs = 300;

/** The mail that would be sent, with example data, made by the server of what stands in the form. */
export const MailPreview = ({ kind, parts }: MailPreviewProps) => {
  const [shown, setShown] = useState<'html' | 'text'>('html');
  const [body] = useDebouncedValue(parts, typingPauseMs);
  const { data, error, isFetching } = useApi('previewMailTemplate', { params: { kind }, body });
  return (
    <Card
      title="Preview"
      subtitle="With example data; nothing is sent"
      pos="sticky"
      top={70}
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Preview of"
          value={shown}
          onChange={(next) => setShown(next as 'html' | 'text')}
          data={[
            { value: 'html', label: 'HTML' },
            { value: 'text', label: 'Text' },
          ]}
        />
      }
    >
      {error && <ProblemAlert error={error} />}
      {!data && !error && <Skeleton height={320} />}
      {data && !error && (
        <div className={classes.frame} aria-busy={isFetching}>
          <div className={classes.subject}>{data.subject}</div>
          {/* A long mail is scrolled, with the keyboard too. */}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable */}
          <section className={classes.body} tabIndex={0} aria-label="Preview of the mail">
            {shown === 'html' ? (
              <MailHtml html={data.html} />
            ) : (
              <pre className={classes.text}>{data.text}</pre>
            )}
          </section>
        </div>
      )}
      {shown === 'html' && (
        <Text size="sm" c="dimmed" mt="xs">
          Pictures and style sheets are left out here; mail programs differ in what they show of them.
        </Text>
      )}
    </Card>
  );
};
