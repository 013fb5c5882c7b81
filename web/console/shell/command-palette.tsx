import { Spotlight } from '@mantine/spotlight';
import { useRouter } from '@tanstack/react-router';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Me } from '../api/me.ts';
import { type Command, useAllCommands } from './commands.ts';
import { paletteStore } from './palette.ts';
import { useFindables } from './findables.ts';
import { useStandardCommands } from './standard-commands.ts';
import { usePaletteList } from './use-palette-list.ts';

/** Ctrl+K or Cmd+K: everything one can do on this page, and every place, app and tenant to go to. */
export function CommandPalette({ me }: { readonly me: Me }) {
  const router = useRouter();
  const [query, setQuery] = useState('');
  // It is loaded by being opened.
  const [isOpen, setOpen] = useState(true);
  const { field, list } = usePaletteList();
  const ofPages = useAllCommands();
  const standard = useStandardCommands(me);
  const goTo = (href: string): void => router.history.push(href);
  const found = useFindables(me, query, isOpen, goTo);
  const actions = useMemo(
    () => groupCommands([...ofPages, ...standard, ...found]),
    [ofPages, standard, found],
  );
  return (
    <Spotlight
      store={paletteStore}
      shortcut="mod + K"
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      onSpotlightOpen={() => setOpen(true)}
      onSpotlightClose={() => setOpen(false)}
      nothingFound="Nothing by that name."
      highlightQuery
      scrollable
      maxHeight={420}
      limit={40}
      scrollAreaProps={list}
      searchProps={{
        ...field,
        leftSection: <IconSearch size={18} stroke={1.6} aria-hidden />,
        placeholder: 'Go to a page, an app or a tenant…',
        'aria-label': 'Go to a page, an app or a tenant',
      }}
    />
  );
}

/** In the order in which they came; commands without a group are those of the page. */
function groupCommands(commands: readonly Command[]) {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    const group = command.group ?? 'This page';
    groups.set(group, [...(groups.get(group) ?? []), command]);
  }
  return [...groups].map(([group, members]) => ({
    group,
    actions: members.map(({ id, label, description, icon: Icon, keywords, run }) => ({
      id,
      label,
      onClick: run,
      ...(description !== undefined && { description }),
      ...(keywords !== undefined && { keywords: [...keywords] }),
      ...(Icon !== undefined && { leftSection: <Icon size={18} stroke={1.6} aria-hidden /> }),
    })),
  }));
}
