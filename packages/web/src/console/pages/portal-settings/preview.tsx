import { SegmentedControl, Text } from '@mantine/core';
import { useState } from 'react';
import { linkTo } from '../../../api/call.ts';
import { Card } from '../../../ui/card.tsx';
import { accent, accentText, headerBack, headerText } from '../../../ui/portal-theme.ts';
import classes from './preview.module.css';
import { colorOf, type PortalValues, type ShownTo } from './values.ts';

type Role = 'admin' | 'user';

const isShown = (shown: ShownTo, role: Role): boolean =>
  shown === 'user' || (shown === 'admin' && role === 'admin');

interface PreviewProps {
  readonly name: string;
  readonly logoId: string | null;
  readonly values: PortalValues;
}

const Chart = () => (
  <svg viewBox="0 0 300 60" className={classes.chart} role="img" aria-label="An example of seats in use">
    <path
      d="M0 60V40H30V28H60V42H90V20H120V30H150V44H180V16H210V26H240V38H270V22H300V60Z"
      fill="#c6d9fb"
      stroke="#2f74e0"
    />
    <path d="M180 18V16H210V18Z" fill="#f2a324" />
    <line x1="0" x2="300" y1="18" y2="18" stroke="#12864a" strokeDasharray="6 4" />
    <line x1="0" x2="300" y1="8" y2="8" stroke="#111723" strokeDasharray="3 3" />
  </svg>
);

const Box = ({ title, children }: { readonly title: string; readonly children: React.ReactNode }) => (
  <div className={classes.box}>
    <b>{title}</b>
    {children}
  </div>
);

/** The portal in small, with invented figures, as it is with what stands in the form. */
export const Preview = ({ name, logoId, values }: PreviewProps) => {
  const [role, setRole] = useState<Role>('admin');
  const theme = values.themeOverrides;
  const header = { background: colorOf(theme, headerBack), color: colorOf(theme, headerText) };
  const button = { background: colorOf(theme, accent), color: colorOf(theme, accentText) };
  return (
    <Card
      title="Preview"
      subtitle="With invented figures"
      pos="sticky"
      top={70}
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Seen as"
          value={role}
          onChange={(next) => setRole(next as Role)}
          data={[
            { value: 'admin', label: 'As an admin' },
            { value: 'user', label: 'As a user' },
          ]}
        />
      }
    >
      <section className={classes.frame} aria-label="Preview of the portal">
        <div className={classes.header} style={header}>
          {logoId ? (
            <img src={linkTo('getPortalLogo', { params: { logoId } })} alt={name} className={classes.logo} />
          ) : (
            <b>{name}</b>
          )}
          <span>Northwind Tools, {role}</span>
        </div>
        <div className={classes.body}>
          <div className={classes.standing}>
            <div>
              <b>You use 103 of 100 seats.</b>
              <div>17 more until the limit of 120.</div>
            </div>
            {role === 'admin' && (
              <span className={classes.button} style={button}>
                Request more seats
              </span>
            )}
          </div>
          {isShown(values.showActivationsGraph, role) && (
            <Box title="CAD Pro, seats in use">
              <Chart />
            </Box>
          )}
          <div className={classes.pair}>
            {isShown(values.showEntitlementGroups, role) && (
              <Box title="Orders">
                <span style={{ color: colorOf(theme, accent) }}>PO-2026-114</span>
              </Box>
            )}
            {isShown(values.showActivationCodes, role) && (
              <Box title="Activation codes">
                <code>7KQ2-M4XD-91PZ</code>
              </Box>
            )}
            {isShown(values.showUserManagement, role) && (
              <Box title="Users">
                <span>{role === 'admin' ? 'Ann Baker · invite, remove' : 'Ann Baker'}</span>
              </Box>
            )}
          </div>
        </div>
      </section>
      <Text size="sm" c="dimmed" mt="xs">
        Users see the entitlements of orders that list them; admins see all of their company.
      </Text>
    </Card>
  );
};
