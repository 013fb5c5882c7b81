-- How often a developer enabled the webhook again, or sent it elsewhere: a 410 to what was claimed before says nothing of it any more.
alter table webhooks add renewals integer not null default 0;
