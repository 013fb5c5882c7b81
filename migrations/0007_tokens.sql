-- What the token endpoint and the public API need.

-- Access tokens are signed with the newest key whose signs_from has come; until retires_at it is published. The private
-- key is sealed. Generations make a second first key impossible, however many processes start at once.
create table signing_keys (
  generation integer primary key check (generation >= 1),
  kid text not null unique,
  public_jwk jsonb not null,
  private_key text not null,
  created_at timestamptz not null,
  signs_from timestamptz not null,
  retires_at timestamptz
);

-- Rate limits over all processes. Unlogged: a crash may forget a second's worth of calls, never anything else.
create unlogged table rate_limits (
  key text primary key,
  allowed_from timestamptz not null
) with (fillfactor = 50);
