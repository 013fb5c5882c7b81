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
  const { search } = values;
  const groups = findMembers(listMembers(schema), search);
  return (
    <Card
      title="Body"
      description="JSON in UTF-8. Every member is always there: what has no value is null. New members may come, and may then be null."
    >
      <SearchInput label="Find a member" value={search} onChange={(typed) => set({ search: typed })} />
      {groups.length === 0 ? (
        <Text c="dimmed" size="sm" mt="md" role="status">
          No member has that in its name or meaning.
        </Text>
      ) : null}
      {groups.map(({ path, meaning, members }) => (
        <details key={path} className={classes['group']} open={search !== '' || isOpenAtFirst(path)}>
          <summary>
            <h3>{path === '' ? 'The body' : <code>{path}</code>}</h3>
            <Text size="sm" c="dimmed" component="span">
              {path === '' ? 'A CloudEvents 1.0 object.' : meaning}
            </Text>
          </summary>
          <MemberTable label={path === '' ? 'Members of the body' : `Members of ${path}`} members={members} />
        </details>
      ))}
    </Card>
  );
}

/** Whom and whence the visitor is, in 45 members, is looked at by few. */
const isOpenAtFirst = (path: string): boolean => path.split('.').length < 3;
