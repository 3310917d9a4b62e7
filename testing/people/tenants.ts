import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import type { ApiWorld } from "#testing/machine/use-api";
import {
  makeKey,
  makeMembership,
  makeServiceKey,
  makeUpstream,
  makeUser,
  makeWorkspace,
} from "#testing/people/factories";

/** The ids of a thing that Ada owns, of foreign things, and of a thing that does not exist. */
type Ids = { own: string; foreign: string[]; nothing: string };

export type Tenants = {
  keys: Ids;
  workspaces: Ids;
  servers: Ids;
  /** The slug of a workspace in which Ada is no member. */
  foreignSlug: string;
};

/**
 * Fills Acme, where Mia is a member too, and Globex, whose only member is Grace, with one of everything. Mia's keys are
 * as foreign to Ada as Grace's, although Ada administers a workspace that they reach.
 */
export async function makeTenants({ ada, acme }: ApiWorld): Promise<Tenants> {
  const [mia, grace] = [await makeUser("Mia"), await makeUser("Grace")];
  await makeMembership(acme.id, mia, "member");
  const globex = await makeWorkspace("Globex", [[grace, "owner"]]);
  const left = await makeWorkspace("Left", [[ada, "owner"]]);
  await db().membership.deleteMany({ where: { workspaceId: left.id } });
  const keys = [
    await makeKey(grace, [globex]),
    await makeKey(mia, [acme]),
    await makeServiceKey(globex),
    await makeServiceKey(acme),
  ];
  return {
    keys: { own: await makeKey(ada, [acme]), foreign: keys, nothing: "key_01jd4v7m3ne9h8c6q2xk5t0bwz" },
    workspaces: { own: acme.id, foreign: [globex.id, left.id], nothing: "ws_01jd4v7m3ne9h8c6q2xk5t0bwz" },
    servers: {
      own: await makeUpstream(acme),
      foreign: [await makeUpstream(globex), await makeUpstream(left)],
      nothing: "ups_01jd4v7m3ne9h8c6q2xk5t0bwz",
    },
    foreignSlug: globex.slug,
  };
}

/** Returns a digest of every table except `ApiToken`, which records each use of a token. */
export async function digestOfDatabase(): Promise<Record<string, string>> {
  const { rows } = await pool().query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables
      WHERE schemaname = 'public' AND tablename NOT IN ('ApiToken', '_prisma_migrations') ORDER BY 1`,
  );
  const digests: Record<string, string> = {};
  for (const { name } of rows) {
    const digest = await pool().query(
      `SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) AS digest FROM "${name}" t`,
    );
    digests[name] = digest.rows[0].digest;
  }
  return digests;
}
