import type { Member } from '../../../../src/people/schema.ts';

export type Role = Member['role'];

export const roleNames: Readonly<Record<Role, string>> = {
  administrator: 'Administrator',
  office_employee: 'Office employee',
};

export type Permission = 'mayManageApiAccess' | 'mayGenerateAppKey';

/** What an administrator can grant an office employee. */
export const permissions: readonly {
  readonly field: Permission;
  readonly title: string;
  readonly text: string;
}[] = [
  {
    field: 'mayManageApiAccess',
    title: 'Manage API Application Access',
    text: 'Connects and disables apps, generates their client secrets, reads the audit log, and erases what visitors told.',
  },
  {
    field: 'mayGenerateAppKey',
    title: 'Generate API Application Key',
    text: 'Makes and changes the company’s own apps in the developer portal.',
  },
];
