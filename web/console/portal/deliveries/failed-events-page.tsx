import { Card } from '../../ui/card.tsx';

export function FailedEventsPage() {
  return (
    <Card title="Failed events">
      <p />
    </Card>
  );
}
