import packageJson from '../../package.json' with { type: 'json' };

export const version = packageJson.version;

/** What we call ourselves to the servers that webhooks go to. */
export const userAgent = `fieldhook/${version}`;
