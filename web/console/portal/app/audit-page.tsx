import { Card } from '../../ui/card.tsx';

export function AuditPage() {
  return (
    <Card title="Audit">
      <p />
    </Card>
  );
}
