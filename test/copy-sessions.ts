import type { Pool } from 'pg';
import { newSessionId } from '../src/lib/ids.ts';

interface Contact {
  readonly phone?: string;
  readonly email?: string;
}

/** Copies a session with its pulse and log, one for each contact, which must need no normalising; returns the new ids. */
export async function copySessions(
  pool: Pool,
  sessionId: string,
  contacts: readonly Contact[],
): Promise<string[]> {
  const copies = contacts.map(({ phone, email }) => ({ id: newSessionId(), phone, email }));
  const columns = async (table: string, changed: readonly string[]): Promise<string> => {
    const { rows } = await pool.query<{ columns: string }>(
      `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''
         and attname <> all ($2)`,
      [table, changed],
    );
    return rows[0]?.columns ?? '';
  };
  const contactKeys = ['phone', 'contact_phone', 'email', 'contact_email'];
  const wide = await columns('sessions', ['id', ...contactKeys]);
  await pool.query(
    `insert into sessions (id, ${contactKeys.join(', ')}, ${wide})
     select c.id, c.phone, c.phone, c.email, c.email, ${wide}
     from json_to_recordset($2) as c (id text, phone text, email text), (select ${wide} from sessions where id = $1) s`,
    [sessionId, JSON.stringify(copies)],
  );
  for (const table of ['session_pulses', 'session_log']) {
    const rest = await columns(table, ['session_id']);
    await pool.query(
      `insert into ${table} (session_id, ${rest})
       select c.id, ${rest} from json_to_recordset($2) as c (id text), ${table} where session_id = $1`,
      [sessionId, JSON.stringify(copies)],
    );
  }
  return copies.map(({ id }) => id);
}
