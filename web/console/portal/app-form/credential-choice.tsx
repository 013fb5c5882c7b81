import { Radio, Stack } from '@mantine/core';
import classes from './app-form.module.css';
import type { CredentialMode } from './values.ts';

/** The two choices, literally. */
export const credentialModes: Readonly<Record<CredentialMode, string>> = {
  developer: 'I, the app developer, will configure the credentials on behalf of each tenant',
  tenant: 'Tenants will configure the credentials themselves',
};

const consequences: Readonly<Record<CredentialMode, string>> = {
  developer: 'Once a tenant has connected, you generate its client secret here, under Credentials.',
  tenant:
    'Once a tenant has connected, its administrator generates the client secret and hands it to you with the client ID.',
};

/** Who generates the client secrets. */
export function CredentialChoice({ inputProps }: { readonly inputProps: object }) {
  return (
    <Radio.Group aria-label="Credentials" {...inputProps}>
      <Stack gap="xs">
        {(['developer', 'tenant'] as const).map((mode) => (
          <div key={mode} className={classes['choice']}>
            <Radio value={mode} label={credentialModes[mode]} description={consequences[mode]} />
          </div>
        ))}
      </Stack>
    </Radio.Group>
  );
}
