import type { Prisma } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import type { PlainSettings } from "#lib/keys/model/key-settings";
import type { KeyView, KeyWorkspaceView } from "#lib/keys/view/dto";
import { PLAIN_COLUMNS, plainView } from "#lib/keys/view/key-view";

/** A key in a list of the API: its view without what takes further queries about other people and keys. */
export type ListedKey = Pick<KeyView, keyof PlainSettings | "id" | "mask" | "status" | "createdAt" | "updatedAt"> & {
  lastUse: { at: Date } | null;
  revoked: { at: Date } | null;
  /** The workspaces that it reaches, by name: not detached, and its owner is a member. */
  workspaces: Pick<KeyWorkspaceView, "id" | "name" | "slug">[];
  /** The servers that it is limited to, by name, as far as its owner is a member of their workspaces; null for all. */
  servers: { id: string }[] | null;
};

export const LISTED_COLUMNS = { ...PLAIN_COLUMNS, allServers: true } as const satisfies Prisma.KeySelect;

type Row = Prisma.KeyGetPayload<{ select: typeof LISTED_COLUMNS }>;

/**
 * Turns rows of keys into listed keys. It reads the workspaces and servers of all of them in one query; Prisma would
 * make a query for each relation, which costs several times as much.
 */
export async function readListedKeys(rows: readonly Row[], now: Date): Promise<ListedKey[]> {
  const reached = await readReach(rows.map(({ id }) => id));
  return rows.map((row) => {
    const { workspaces, servers } = reached.get(row.id) ?? NOTHING;
    return {
      ...plainView(row, now),
      lastUse: row.lastUsedAt && { at: row.lastUsedAt },
      revoked: row.revokedAt && { at: row.revokedAt },
      workspaces,
      servers: row.allServers ? null : servers,
    };
  });
}

type Reach = Pick<ListedKey, "workspaces"> & { servers: { id: string }[] };

const NOTHING: Reach = { workspaces: [], servers: [] };

const REACH = `
  SELECT key.id,
         ARRAY(SELECT json_build_object('id', w.id, 'name', w.name, 'slug', w.slug)
                 FROM "KeyWorkspace" kw JOIN "Workspace" w ON w.id = kw."workspaceId"
                 JOIN "Membership" m ON m."workspaceId" = w.id AND m."userId" = key."userId"
                WHERE kw."keyId" = key.id AND kw."detachedAt" IS NULL ORDER BY w.name) AS workspaces,
         ARRAY(SELECT json_build_object('id', s.id)
                 FROM "KeyServer" ks JOIN "Upstream" s ON s.id = ks."upstreamId"
                 JOIN "Membership" m ON m."workspaceId" = s."workspaceId" AND m."userId" = key."userId"
                WHERE ks."keyId" = key.id ORDER BY s.name) AS servers
    FROM "Key" key WHERE key.id = ANY($1::text[])`;

async function readReach(keyIds: string[]): Promise<Map<string, Reach>> {
  if (keyIds.length === 0) return new Map();
  const { rows } = await pool().query<Reach & { id: string }>({ name: "reach-of-keys", text: REACH, values: [keyIds] });
  return new Map(rows.map((row) => [row.id, row]));
}
