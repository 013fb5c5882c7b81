import { useRouter } from '@tanstack/react-router';
import { IconCopy, IconShieldCheck } from '@tabler/icons-react';
import type { CatalogueEntry } from '../../../../src/events/catalogue.ts';
import { useCommands } from '../../shell/commands.ts';
import { copyAndTell } from '../../ui/use-copy.ts';

/** What the palette can do with the type of event that is shown. */
export function EventCommands({ entry: { title, schema, example } }: { readonly entry: CatalogueEntry }) {
  const router = useRouter();
  const copyJson = (value: object, what: string) => () =>
    void copyAndTell(JSON.stringify(value, undefined, 2), what);
  useCommands([
    {
      id: 'event copy example',
      group: title,
      label: 'Copy example',
      icon: IconCopy,
      run: copyJson(example, 'example'),
    },
    {
      id: 'event copy schema',
      group: title,
      label: 'Copy JSON Schema',
      icon: IconCopy,
      run: copyJson(schema, 'schema'),
    },
    {
      id: 'event verify',
      group: title,
      label: 'Verify signatures',
      icon: IconShieldCheck,
      run: () => router.history.push('/portal/verify'),
    },
  ]);
  return null;
}
