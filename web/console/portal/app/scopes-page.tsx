import { Card } from '../../ui/card.tsx';

export function ScopesPage() {
  return (
    <Card title="Scopes &amp; Events">
      <p />
    </Card>
  );
}
