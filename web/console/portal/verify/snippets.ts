import { queryOptions } from '@tanstack/react-query';
import index from '../../../snippets/index.json';

/** How a signature is verified in one language. */
export interface Snippet {
  readonly id: string;
  readonly language: string;
  readonly file: string;
  /** Whether our own tests run it. */
  readonly tested: boolean;
  /** How to come by the bytes as they came, in what people use there. */
  readonly rawBody: readonly { readonly in: string; readonly code: string }[];
}

export const snippets: readonly Snippet[] = index.snippets;

/** Each is fetched by whoever looks at its language. */
const files = import.meta.glob<string>('../../../snippets/*.{mjs,py,cs,go,java,rb,php}', {
  query: '?raw',
  import: 'default',
});

export const snippetQuery = ({ file }: Snippet) =>
  queryOptions({
    queryKey: ['snippet', file],
    queryFn: async () => (await files[`../../../snippets/${file}`]?.()) ?? '',
    staleTime: Number.POSITIVE_INFINITY,
  });

export const verifyHref = (id: string): string => `/portal/verify/${id}`;
