import { Text } from '@mantine/core';
import { Card } from '../../ui/card.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { useUrlState } from '../../ui/use-url-state.ts';
import { findMembers, listMembers, type Schema } from './list-members.ts';
import { MemberTable } from './member-table.tsx';
import classes from './body-card.module.css';

/** Every member of the body, object by object, and a search over them. */
export function BodyCard({ schema }: { readonly schema: Schema }) {
  const { values, set } = useUrlState({ search: '' });
  const groups = findMembers(listMembers(schema), values.search);
  return (
    <Card
      title="Body"
      description="JSON in UTF-8. Every member is always there: what has no value is null. New members may come, and may then be null."
    >
      <SearchInput label="Find a member" value={values.search} onChange={(search) => set({ search })} />
      {groups.length === 0 ? (
        <Text c="dimmed" size="sm" mt="md" role="status">
          No member has that in its name or meaning.
        </Text>
      ) : null}
      {groups.map(({ path, meaning, members }) => (
        <section key={path} className={classes['group']}>
          <h3 className={classes['path']}>{path === '' ? 'The body' : <code>{path}</code>}</h3>
          <Text size="sm" c="dimmed">
            {path === '' ? 'A CloudEvents 1.0 object.' : meaning}
          </Text>
          <MemberTable label={path === '' ? 'Members of the body' : `Members of ${path}`} members={members} />
        </section>
      ))}
    </Card>
  );
}
