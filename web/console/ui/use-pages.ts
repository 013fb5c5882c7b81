import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../api/client.ts';
import type { QueryValue } from '../api/path.ts';
import { isForGood } from '../api/problem.ts';

interface Page<Row> {
  readonly data: readonly Row[];
  readonly nextCursor: string | null;
}

interface PagesOptions<Row> {
  /** A time, or one by what was read. */
  readonly refetchInterval?: number | false | ((rows: readonly Row[]) => number | false);
  /** Pages after which somebody is to say whether to go on, where each takes its time. */
  readonly mostByItself?: number;
}

/** With fewer a first view looks empty while there may be more. */
const FEW = 10;

/**
 * A list that pages by cursor, for `DataTable`. The server looks into a bounded number at a time, so a page may be short or empty
 * though more fit: it goes on by itself until there is something to see, or the end.
 */
export function usePages<Row, More extends object = object>(
  key: readonly unknown[],
  url: string,
  query: Readonly<Record<string, QueryValue>>,
  options: PagesOptions<Row> = {},
) {
  const { mostByItself = Number.POSITIVE_INFINITY, refetchInterval = false, ...rest } = options;
  const pages = useInfiniteQuery({
    queryKey: [...key, query],
    queryFn: ({ signal, pageParam }) =>
      api.get<Page<Row> & More>(url, { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      isForGood(state.error)
        ? false
        : typeof refetchInterval === 'function'
          ? refetchInterval(state.data?.pages.flatMap(({ data }) => data) ?? [])
          : refetchInterval,
    ...rest,
  });
  const found = pages.data?.pages.flatMap(({ data }) => data);
  const { hasNextPage, isFetching, isError, isFetchNextPageError, isPlaceholderData, fetchNextPage } = pages;
  const isShort =
    found !== undefined &&
    found.length < FEW &&
    hasNextPage &&
    (pages.data?.pages.length ?? 0) < mostByItself;
  useEffect(() => {
    if (isShort && !isFetching && !isError) void fetchNextPage();
  }, [isShort, isFetching, isError, fetchNextPage]);
  // That there is nothing is not known while the search goes on, once it broke off, and from what was asked before.
  const isUndecided = found?.length === 0 && (isShort || isFetchNextPageError || isPlaceholderData);
  return { query: pages, more: pages, rows: isUndecided ? undefined : found };
}
