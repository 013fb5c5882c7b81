import { expect, test } from 'vitest';
import { createRooms } from './rooms.ts';

test('the rooms of a process and of an app are counted, and given back once', () => {
  const rooms = createRooms({ perProcess: 3, perApp: 2 });
  const leave = rooms.enter('a');
  rooms.enter('a');
  expect(rooms.enter('a')).toBeUndefined();
  rooms.enter('b');
  expect(rooms.enter('c')).toBeUndefined();
  leave?.();
  leave?.();
  expect(rooms.enter('b')).toBeDefined();
  expect(rooms.enter('a')).toBeUndefined();
});
