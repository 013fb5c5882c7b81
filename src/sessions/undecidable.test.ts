import { expect, test } from 'vitest';
import { asOwner, useDatabase } from '../../test/db.ts';
import { contact, setScene, type Visit } from '../../test/visitor.ts';

const database = useDatabase();

test('one session that cannot be decided does not keep the others, leaves nothing half-done and is tried again', async () => {
  const { db, url } = database.current;
  const scene = await setScene(db);
  const visits: Visit[] = [];
  for (let count = 0; count < 5; count += 1) {
    const visit = await scene.open();
    await visit.save(contact);
    visits.push(visit);
  }
  const [bad, ...good] = visits as [Visit, ...Visit[]];
  await asOwner(
    url,
    `create function refuse_lead() returns trigger language plpgsql as $$
    begin
      if new.session_id = '${bad.id}' then raise exception 'this one fails'; end if;
      return new;
    end
    $$;
    create trigger refuse_lead before insert on leads for each row execute function refuse_lead()`,
  );

  scene.clock.advance(600);
  await scene.decide();
  for (const visit of good) expect(await visit.events()).toHaveLength(1);
  expect(await bad.events()).toEqual([]);
  expect(await bad.row()).toMatchObject({
    session_outcome: null,
    abandoned_at: null,
    abandoned_event_id: null,
  });
  expect((await bad.log()).map(({ kind }) => kind)).toEqual(['opened']);
  expect((await bad.pulse()).due_at).not.toBeNull();

  await asOwner(url, 'drop trigger refuse_lead on leads');
  scene.clock.advance(59);
  await scene.decide();
  expect(await bad.events()).toEqual([]);
  scene.clock.advance(1);
  await scene.decide();
  expect(await bad.events()).toHaveLength(1);
});

test('a decision whose session cannot be written publishes and logs nothing of it', async () => {
  const { db, url } = database.current;
  const scene = await setScene(db);
  const visit = await scene.open();
  await visit.save(contact);
  await asOwner(
    url,
    `alter table sessions add constraint refused check (id <> '${visit.id}' or abandoned_at is null)`,
  );
  scene.clock.advance(600);
  await scene.decide();
  expect(await visit.events()).toEqual([]);
  expect((await visit.log()).map(({ kind }) => kind)).toEqual(['opened']);
});
