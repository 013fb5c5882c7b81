import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { NetworkView } from '../../../src/tenants/schema.ts';
import { api } from '../api/client.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';

interface Option {
  readonly value: string;
  readonly label: string;
}

const PAUSE_MS = 250;

/** As it is called among the choices; by its id alone until its name is known. */
export const labelOfNetwork = (network: Pick<NetworkView, 'name'> | undefined, id: string): string =>
  network === undefined ? `Network ${id}` : `${network.name} · ${id}`;

/** One of the networks, or none: those that are called as is typed, and always the one that is chosen and the present one. */
export function NetworkSelect({
  value,
  onChange,
  present,
  error,
}: {
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  /** The one that the tenant is in. */
  readonly present?: Option;
  readonly error?: ReactNode;
}) {
  const [typed, setTyped] = useState('');
  const [picked, setPicked] = useState<Option>();
  const named = [present, picked].filter((option) => option !== undefined);
  // What is chosen stands in the field: nobody has typed it to look for it.
  const [search] = useDebouncedValue(named.some(({ label }) => label === typed) ? '' : typed, PAUSE_MS);
  const networks = useQuery({
    queryKey: ['operator', 'networks', 'choice', search],
    queryFn: ({ signal }) =>
      api.get<{ data: NetworkView[] }>('/api/operator/networks', { query: { search, limit: 50 }, signal }),
    placeholderData: keepPreviousData,
  });
  const found = (networks.data?.data ?? []).map((network) => {
    const id = String(network.id);
    return { value: id, label: labelOfNetwork(network, id) };
  });
  const others = named.filter((option) => !found.some(({ value: id }) => id === option.value));
  const options = [...new Map([...others, ...found].map((option) => [option.value, option])).values()];
  return (
    <>
      <Select
        label="Network"
        description="Left empty: none."
        placeholder="None"
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'No network' }}
        nothingFoundMessage="No network is called so"
        data={options}
        // The server has searched, and by the id, too.
        filter={({ options: all }) => all}
        value={value}
        onChange={(id) => {
          setPicked(options.find((option) => option.value === id));
          onChange(id);
        }}
        onSearchChange={setTyped}
        error={error}
      />
      <ProblemAlert
        title="The networks cannot be listed"
        error={networks.error}
        onRetry={() => void networks.refetch()}
      />
    </>
  );
}
