import { deeds } from '../audit/audit-words.ts';

/** What the server writes into the audit log, for a filter. */
export const auditActionNames = Object.keys(deeds).map((value) => ({ value, label: nameOfAction(value) }));

/** `tenant.preview_switched` → Tenant: preview switched */
export function nameOfAction(action: string): string {
  const [subject = '', deed = ''] = action.split('.').map((part) => part.replaceAll('_', ' '));
  return deed === '' ? subject : `${subject.charAt(0).toUpperCase()}${subject.slice(1)}: ${deed}`;
}
