import { Card } from '../../ui/card.tsx';

export function WebhooksPage() {
  return (
    <Card title="Webhooks">
      <p />
    </Card>
  );
}
