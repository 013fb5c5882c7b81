import { Button } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { IconChecklist } from '@tabler/icons-react';
import { RouteLink } from '../../shell/route-link.tsx';
import { PageTabs } from '../../ui/page-tabs.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { HeadersCard } from './headers-card.tsx';
import { MistakesCard } from './mistakes-card.tsx';
import { RawBodyCard } from './raw-body-card.tsx';
import { RotationCard } from './rotation-card.tsx';
import { SnippetCard } from './snippet-card.tsx';
import { snippets, verifyHref } from './snippets.ts';
import columns from './columns.module.css';

const tabs = snippets.map(({ id, language }) => ({ label: language, href: verifyHref(id) }));

/** How a developer's server tells that a POST is from here, in the language of the address. Its route has loaded the snippet. */
export function VerifyPage() {
  const { language } = useParams({ strict: false });
  const snippet = snippets.find(({ id }) => id === language);
  if (snippet === undefined) return null;
  return (
    <>
      <PageTitle
        title="Verify signatures"
        description="Every POST is signed with the webhook's HMAC key. Verify it before you believe a word of the body."
        crumbs={[{ label: 'Developer portal', href: '/portal' }]}
        actions={
          <Button
            component={RouteLink}
            href="/portal/verify/check"
            variant="default"
            leftSection={<IconChecklist size={16} aria-hidden />}
          >
            Check a signature
          </Button>
        }
        tabs={<PageTabs label="Languages" tabs={tabs} />}
        part={snippet.language}
      />
      {/* Lines of code are long: it has the whole width. */}
      <div className={columns['wide']}>
        <SnippetCard snippet={snippet} />
      </div>
      <div className={columns['columns']}>
        <div>
          <RawBodyCard snippet={snippet} />
          <RotationCard />
        </div>
        <div>
          <HeadersCard />
          <MistakesCard />
        </div>
      </div>
    </>
  );
}
