import Bowser from 'bowser';
import { isbot } from 'isbot';

/** What a User-Agent header tells, as columns of a session; null where it tells nothing. */
export interface Device {
  browser_name: string | null;
  browser_version: string | null;
  cpu_architecture: string | null;
  device_model: string | null;
  device_type: string | null;
  device_vendor: string | null;
  engine_name: string | null;
  engine_version: string | null;
  is_bot: boolean;
  os_name: string | null;
  os_version: string | null;
  user_agent: string | null;
}

const cpuArchitectures: [RegExp, string][] = [
  [/\b(x86_64|x64|win64|amd64)\b/i, 'amd64'],
  [/\b(aarch64|arm64)\b/i, 'arm64'],
  [/\b(i[3-6]86|x86|wow64)\b/i, 'ia32'],
  [/\barm(v\d)?\b/i, 'arm'],
];

/** A visitor without a User-Agent is no browser and counts as a bot. */
export function readDevice(userAgent: string | undefined): Device {
  const parsed = userAgent ? Bowser.parse(userAgent) : undefined;
  return {
    browser_name: parsed?.browser.name || null,
    browser_version: parsed?.browser.version ?? null,
    cpu_architecture: cpuArchitectures.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1] ?? null,
    device_model: parsed?.platform.model ?? null,
    device_type: parsed?.platform.type ?? null,
    device_vendor: parsed?.platform.vendor ?? null,
    engine_name: parsed?.engine.name ?? null,
    engine_version: parsed?.engine.version ?? null,
    is_bot: !userAgent || isbot(userAgent),
    os_name: parsed?.os.name ?? null,
    os_version: parsed?.os.version ?? null,
    user_agent: userAgent ?? null,
  };
}
