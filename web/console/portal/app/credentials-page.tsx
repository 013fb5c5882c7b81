import { Card } from '../../ui/card.tsx';

export function CredentialsPage() {
  return (
    <Card title="Credentials">
      <p />
    </Card>
  );
}
