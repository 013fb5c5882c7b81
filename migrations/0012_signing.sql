-- What else may sign and go along with a webhook's POSTs. All sealed for the row that they stand in (src/deliveries/signing/webhook-secret.ts).

-- The key pair of Standard Webhooks' asymmetric signature (v1a). It is kept while `asymmetric_signing` is off, so that who switches it on
-- again does not have to hand out another public key. custom_headers is one sealed JSON text: names are hidden, too.
alter table webhooks
  add asymmetric_signing boolean not null default false,
  add key_pair text,
  add public_key text,
  add previous_key_pair text,
  add previous_public_key text,
  add previous_key_pair_until timestamptz,
  add custom_headers text,
  add check ((key_pair is null) = (public_key is null)),
  add check (key_pair is not null or not asymmetric_signing),
  add check (num_nonnulls(previous_key_pair, previous_public_key, previous_key_pair_until) in (0, 3));

-- When each key last signed an attempt that was answered with 2xx. Written with the rest of the row, about once a second, so that a
-- delivery costs no write of its own; after a rotation the instants move along with the keys.
alter table webhook_health
  add key_last_used_at timestamptz,
  add previous_key_last_used_at timestamptz,
  add key_pair_last_used_at timestamptz,
  add previous_key_pair_last_used_at timestamptz;
