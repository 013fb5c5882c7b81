import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';

/**
 * What a screen reader is told of a list when its filters change or more is loaded. What a list does by itself, by polls or a
 * stream, is not told.
 */
export function useTold(count: number, isBusy: boolean, hasMore: boolean): string {
  const asked = JSON.stringify([isBusy, useSearch({ strict: false })]);
  const [told, setTold] = useState({ asked: '', text: '' });
  if (told.asked !== asked) setTold({ asked, text: isBusy ? 'Loading' : describe(count, hasMore) });
  return told.text;
}

function describe(count: number, hasMore: boolean): string {
  if (count === 0) return 'Nothing found';
  return `${count === 1 ? '1 row' : `${count} rows`}${hasMore ? ', more can be loaded' : ''}`;
}
