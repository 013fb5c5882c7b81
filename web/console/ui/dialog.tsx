import { onDemand } from './on-demand.tsx';

/** What lies over the page until it is answered or closed. No first view has one. */
export const Dialog = onDemand(
  async () => (await import('./dialog-window.tsx')).DialogWindow,
  ({ opened }) => opened,
);
