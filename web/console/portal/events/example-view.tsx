import { SegmentedControl, Stack } from '@mantine/core';
import type { CatalogueEntry } from '../../../../src/events/catalogue.ts';
import { JsonView } from '../../ui/code-view.tsx';
import { useUrlState } from '../../ui/use-url-state.ts';

/** An example of the body, or its schema as it is, to be copied. */
export function ExampleView({ entry: { title, example, schema } }: { readonly entry: CatalogueEntry }) {
  const { values, set } = useUrlState({ show: 'example' });
  const isSchema = values.show === 'schema';
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="What is shown of the body"
        value={isSchema ? 'schema' : 'example'}
        onChange={(show) => set({ show })}
        data={[
          { value: 'example', label: 'Example' },
          { value: 'schema', label: 'JSON Schema' },
        ]}
      />
      <JsonView
        value={isSchema ? schema : example}
        label={isSchema ? `JSON Schema of ${title}` : `Example of ${title}`}
        maxHeight={600}
      />
    </Stack>
  );
}
