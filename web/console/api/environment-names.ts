import type { Me } from './me.ts';

export const environmentNames: Readonly<Record<Me['environment'], string>> = {
  production: 'Production',
  integration: 'Integration',
};

/** The one that somebody did not sign in to. */
export const otherEnvironment = (environment: Me['environment']): string =>
  environmentNames[environment === 'production' ? 'integration' : 'production'];
