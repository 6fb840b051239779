// The role that the application uses in its embedded PostgreSQL: it owns the schema and its contents, and has no other right. The superuser
// that made the cluster is used here alone. An older data folder gets the role at its next start.
import { hkdfSync } from 'node:crypto';
import type pg from 'pg';

export const APPLICATION_ROLE = 'engagement_app';

/** Derived from the superuser's password, and not the other way round: the application cannot become the superuser. */
export const applicationPassword = (password: string): string =>
  Buffer.from(hkdfSync('sha256', password, '', 'the role of the application', 32)).toString('hex');

const MAKE = `do $$ begin create role ${APPLICATION_ROLE}; exception when duplicate_object then null; end $$`;

/** Objects of the schema that belong to another role and are not part of an extension or of a table. */
const HAND_OVER = `do $$
declare
  statement text;
begin
  for statement in
    select format('alter table %s owner to ${APPLICATION_ROLE}', c.oid::regclass)
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and c.relowner <> '${APPLICATION_ROLE}'::regrole
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
        and (d.deptype = 'e' or (c.relkind = 'S' and d.deptype in ('a', 'i'))))
    union all
    select format('alter routine %s owner to ${APPLICATION_ROLE}', p.oid::regprocedure)
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proowner <> '${APPLICATION_ROLE}'::regrole
      and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
    union all
    select format('alter type %s owner to ${APPLICATION_ROLE}', t.oid::regtype)
    from pg_type t
    where t.typnamespace = 'public'::regnamespace and t.typtype in ('e', 'd') and t.typowner <> '${APPLICATION_ROLE}'::regrole
      and not exists (select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
  loop
    execute statement;
  end loop;
end $$`;

/** @param client the superuser's, in the application's database */
export async function prepareApplicationRole(client: pg.Client, password: string): Promise<void> {
  await client.query('begin');
  await client.query(MAKE);
  // The password is hexadecimal, so it cannot end the literal.
  await client.query(
    `alter role ${APPLICATION_ROLE} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password '${applicationPassword(password)}'`,
  );
  await client.query('revoke connect on database postgres, template1 from public');
  await client.query(`alter schema public owner to ${APPLICATION_ROLE}`);
  await client.query(HAND_OVER);
  await client.query('commit');
}
