import { Card } from '../../ui/card.tsx';

export function VersionsPage() {
  return (
    <Card title="Versions">
      <p />
    </Card>
  );
}
