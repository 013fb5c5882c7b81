import { portOf } from '../deliveries/sending/target-guard.ts';
import { isLoopback } from '../setting-values.ts';

/**
 * The servers of whoever tries fieldhook on their own machine: loopback at any port but our own ones, asked late since port 0
 * is known only after listening.
 */
export function localServers(ownPorts: () => readonly number[]): (url: URL) => boolean {
  return (url) => isLoopback(url.hostname) && !ownPorts().includes(portOf(url));
}
