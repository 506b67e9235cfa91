import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ProblemAlert } from '../problem-alert.tsx';

interface Field {
  readonly key: string;
  readonly label: string;
  readonly hint?: string;
  /** What the browser may fill in. */
  readonly autoComplete: string;
  readonly isSecret?: boolean;
  readonly inputMode?: 'numeric' | 'email';
}

interface CredentialsFormProps {
  readonly fields: readonly Field[];
  readonly button: string;
  readonly error: unknown;
  readonly isBusy: boolean;
  readonly onSubmit: (values: Readonly<Record<string, string>>) => void;
  /** Below the button: other ways. */
  readonly children?: ReactNode;
}

/** The forms before the sign-in: one to three fields and a button. What was typed stays when it is refused. */
export const CredentialsForm = ({
  fields,
  button,
  error,
  isBusy,
  onSubmit,
  children,
}: CredentialsFormProps) => {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(values);
      }}
    >
      <Stack gap="sm">
        {error ? <ProblemAlert error={error} /> : null}
        {fields.map(({ key, label, hint, autoComplete, isSecret, inputMode }, index) => {
          const Input = isSecret ? PasswordInput : TextInput;
          return (
            <Input
              key={key}
              name={key}
              label={label}
              description={hint}
              autoComplete={autoComplete}
              autoFocus={index === 0}
              inputMode={inputMode}
              required
              withAsterisk={false}
              value={values[key] ?? ''}
              onChange={({ currentTarget }) => setValues({ ...values, [key]: currentTarget.value })}
            />
          );
        })}
        <Button type="submit" loading={isBusy} fullWidth mt="xs">
          {button}
        </Button>
        {children}
      </Stack>
    </form>
  );
};
