import type { Me } from '../api/me.ts';

export const environmentNames: Readonly<Record<Me['environment'], string>> = {
  production: 'Production',
  integration: 'Integration',
};
