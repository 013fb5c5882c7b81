import { Anchor } from '@mantine/core';
import type { AppDetail } from '../../../../src/connections/schema.ts';
import { EmailText } from '../../ui/email-text.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';

/** Who is behind an app, as they say themselves. */
export function DeveloperFacts({ app: { developer, category, description } }: { readonly app: AppDetail }) {
  return (
    <Facts isNarrow>
      <Fact name="Organization">{developer.organizationName}</Fact>
      <Fact name="Website">
        <Anchor href={developer.website} target="_blank" rel="noreferrer noopener" size="sm">
          {developer.website.replace(/^https?:\/\//, '').replace(/\/$/, '')}
        </Anchor>
      </Fact>
      <Fact name="E-mail">
        <Anchor href={`mailto:${developer.email}`} size="sm">
          <EmailText address={developer.email} />
        </Anchor>
      </Fact>
      <Fact name="Category">{category}</Fact>
      <Fact name="Description">{description}</Fact>
    </Facts>
  );
}
