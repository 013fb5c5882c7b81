import { Text } from '@mantine/core';
import { Card } from '../../ui/card.tsx';

/** What happens to signatures while a key is replaced. */
export function RotationCard() {
  return (
    <Card title="While a key is replaced">
      <Text size="sm">
        For the overlap you choose (24 hours unless you say otherwise) every POST is signed with both keys,
        the new one first. So give your server the new key any time before the overlap ends: the functions
        here take a list of keys. The hex header holds one value and stays with the old key until then.
      </Text>
    </Card>
  );
}
