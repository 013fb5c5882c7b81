/** Which apps are shown: what is asked of the server, what it is called, and what is said when there is none. */
export const shows = {
  waiting: {
    query: { approved: 'false', refused: 'false' },
    label: 'Waiting',
    none: 'No app awaits approval',
  },
  refused: { query: { refused: 'true' }, label: 'Refused', none: 'No app is refused' },
  approved: { query: { approved: 'true' }, label: 'Approved', none: 'No app is approved yet' },
  all: { query: {}, label: 'All', none: 'There is no app yet' },
} as const;
export type Show = keyof typeof shows;
