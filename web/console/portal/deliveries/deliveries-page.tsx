import { Card } from '../../ui/card.tsx';

export function DeliveriesPage() {
  return (
    <Card title="Deliveries">
      <p />
    </Card>
  );
}
