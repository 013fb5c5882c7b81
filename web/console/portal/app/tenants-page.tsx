import { Card } from '../../ui/card.tsx';

export function TenantsPage() {
  return (
    <Card title="Tenants">
      <p />
    </Card>
  );
}
