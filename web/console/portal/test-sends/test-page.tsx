import { Card } from '../../ui/card.tsx';

export function TestPage() {
  return (
    <Card title="Test">
      <p />
    </Card>
  );
}
