import { Card } from '../../ui/card.tsx';

export function OverviewPage() {
  return (
    <Card title="Overview">
      <p />
    </Card>
  );
}
