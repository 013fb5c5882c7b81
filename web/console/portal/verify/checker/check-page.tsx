import { Button, Group, PasswordInput, Stack, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconLock, IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { generateGuid, generateHmacKey } from '../../app-form/generate.ts';
import { eventCatalogueQuery } from '../../events/catalogue-query.ts';
import { Card } from '../../../ui/card.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { PageTitle } from '../../../ui/page-title.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import columns from '../columns.module.css';
import classes from './check-page.module.css';
import { checkSignature, type Finding } from './check-signature.ts';
import { FindingsList } from './findings-list.tsx';
import { signExample } from './hmac.ts';
import { parseHeaders } from './parse-headers.ts';

const empty = { headers: '', body: '', key: '' };

/** Checks a signature in the browser: neither the key nor anything else leaves the page, and nothing of it is kept. */
export function CheckPage() {
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState(empty);
  const [findings, setFindings] = useState<readonly Finding[]>();
  const [error, setError] = useState<unknown>(null);
  const isPossible = globalThis.crypto.subtle !== undefined;
  const change = (part: Partial<typeof empty>): void => {
    setTyped({ ...typed, ...part });
    setFindings(undefined);
  };
  const check = async (given: typeof empty): Promise<void> => {
    const headers = parseHeaders(given.headers);
    setFindings(await checkSignature({ headers, body: given.body, key: given.key }, new Date()));
  };
  const showExample = async (): Promise<void> => {
    try {
      setError(null);
      const { data } = await queryClient.ensureQueryData(eventCatalogueQuery);
      const id = generateGuid();
      const body = JSON.stringify({ ...data[0]?.example, id });
      const key = generateHmacKey();
      const headers = Object.entries(await signExample(id, body, key, new Date()));
      const example = { headers: headers.map(([name, value]) => `${name}: ${value}`).join('\n'), body, key };
      setTyped(example);
      await check(example);
    } catch (err) {
      setError(err);
    }
  };
  const isFilled = typed.headers.trim() !== '' && typed.body !== '' && typed.key !== '';
  return (
    <>
      <PageTitle
        title="Check a signature"
        description="Paste what your server got, and see what a verification would say and why."
        crumbs={[
          { label: 'Developer portal', href: '/portal' },
          { label: 'Verify signatures', href: '/portal/verify' },
        ]}
        actions={
          <Button variant="default" disabled={!isPossible} onClick={() => void showExample()}>
            Fill in an example
          </Button>
        }
      />
      <div className={columns['columns']}>
        <div>
          <Card>
            <form
              onSubmit={(event) => {
                event.preventDefault();
                if (isFilled) void check(typed);
              }}
            >
              <Stack>
                <Textarea
                  label="Headers"
                  description="A line each, as name: value; or as JSON, or of a curl command."
                  placeholder={'webhook-id: …\nwebhook-timestamp: …\nwebhook-signature: v1,…'}
                  value={typed.headers}
                  onChange={(event) => change({ headers: event.currentTarget.value })}
                  minRows={4}
                  autosize
                  maxRows={10}
                  spellCheck={false}
                  classNames={{ input: classes['mono'] ?? '' }}
                />
                <Textarea
                  label="Body"
                  description="Exactly as it came: on one line, with nothing before and after it."
                  value={typed.body}
                  onChange={(event) => change({ body: event.currentTarget.value })}
                  minRows={6}
                  autosize
                  maxRows={14}
                  spellCheck={false}
                  classNames={{ input: classes['mono'] ?? '' }}
                />
                <PasswordInput
                  label="HMAC key"
                  value={typed.key}
                  onChange={(event) => change({ key: event.currentTarget.value })}
                  autoComplete="off"
                  spellCheck={false}
                  classNames={{ innerInput: classes['mono'] ?? '' }}
                  visibilityToggleButtonProps={{ 'aria-label': 'Show the HMAC key' }}
                />
                <Group justify="space-between">
                  <Group gap={6} wrap="nowrap" c="dimmed">
                    <IconLock size={16} aria-hidden />
                    <Text size="sm">Your browser computes it. Nothing is sent or kept.</Text>
                  </Group>
                  <Button type="submit" disabled={!isPossible || !isFilled}>
                    Check
                  </Button>
                </Group>
                <ProblemAlert error={error} />
              </Stack>
            </form>
          </Card>
        </div>
        <Card title="What it says">
          <div role="status">
            {isPossible ? null : (
              <Text size="sm">
                Browsers compute signatures only on pages that came by https, or from this machine. Open the
                portal so, or verify with a snippet.
              </Text>
            )}
            {findings === undefined ? (
              <EmptyState icon={IconShieldCheck} title="Nothing is checked yet">
                Headers, body and key of one POST.
              </EmptyState>
            ) : (
              <FindingsList findings={findings} />
            )}
          </div>
        </Card>
      </div>
    </>
  );
}
