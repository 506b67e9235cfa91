import { Code, Text } from '@mantine/core';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { FactsTable } from '../../../ui/facts-table.tsx';

type Variable = Reply<'getMailTemplate'>['variables'][number];

/** How it is written in a template. */
const writtenOf = ({ name, type }: Variable): string => {
  if (type === 'list') return `{{#${name}}}{{.}}{{/${name}}}`;
  return type === 'switch' ? `{{#${name}}}…{{/${name}}}` : `{{${name}}}`;
};

/** What can be filled in. */
export const VariablesCard = ({ variables }: { readonly variables: readonly Variable[] }) => (
  <Card
    title="What can be filled in"
    subtitle="The same name with # begins a part that is there only when it has a value; / ends it. ^ is for when it has none."
  >
    <FactsTable
      facts={variables.map((variable) => [
        variable.name,
        <div key={variable.name}>
          <Code>{writtenOf(variable)}</Code>
          <Text size="sm" mt={2}>
            {variable.description}
            {variable.type === 'switch' ? '' : `, such as ${variable.example}`}
          </Text>
        </div>,
      ])}
    />
  </Card>
);
