import { queryOptions } from '@tanstack/react-query';

/** The function of the snippets, which our tests run, and a server around it: one file to copy. */
export const receiverQuery = queryOptions({
  queryKey: ['receiver'],
  queryFn: async () => {
    const [{ default: verify }, { default: serve }] = await Promise.all([
      import('../../../../snippets/node.mjs?raw'),
      import('../../../../receiver/serve.mjs?raw'),
    ]);
    return `${serve}\n// How it verifies.\n${verify.replace('export function', 'function').trimEnd()}\n`;
  },
  staleTime: Number.POSITIVE_INFINITY,
});
