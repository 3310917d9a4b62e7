import { describe, expect, test } from "vitest";
import { db, Prisma } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { useDatabase } from "#lib/db/testing";
import { listWorkspaceKeysSchema } from "#lib/keys/schema";
import { countQuery, type KeySelection, pageQuery, workspaceKeyIds } from "#lib/keys/workspace-key-rows";
import { makeUser, makeWorkspace, NOW } from "#lib/testing/factories";
import { makeManyKeys } from "#lib/testing/many-keys";

useDatabase();

/** A part of a plan, as `EXPLAIN (ANALYZE, FORMAT JSON)` tells of it. */
type PlanNode = {
  "Node Type": string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: PlanNode[];
};

/** How many rows of tables and indexes PostgreSQL looked at to answer. */
async function rowsRead(query: Prisma.Sql): Promise<number> {
  const rows = await db().$queryRaw<{ "QUERY PLAN": { Plan: PlanNode }[] }[]>(
    Prisma.sql`EXPLAIN (ANALYZE, FORMAT JSON) ${query}`,
  );
  const [explained] = rows[0]?.["QUERY PLAN"] ?? [];
  return explained ? scanned(explained.Plan) : Number.NaN;
}

function scanned(node: PlanNode): number {
  const below = (node.Plans ?? []).reduce((sum, child) => sum + scanned(child), 0);
  if (!node["Node Type"].includes("Scan")) return below;
  return below + (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"];
}

async function acmeWith(keys: number): Promise<(filters?: object) => KeySelection> {
  const ada = await makeUser("Ada");
  const workspace = await makeWorkspace("Acme", [[ada, "owner"]]);
  const ids = { workspaceId: workspace.id, adminId: ada.id };
  await makeManyKeys(pool(), { ...ids, now: NOW, keys, members: 100, own: 100, endedServiceKeys: 0 });
  return (filters = {}) => ({ ...listWorkspaceKeysSchema.parse(filters), workspaceId: workspace.id, now: NOW });
}

const PAGE = 51;

describe("among 10,000 keys", () => {
  test("a page of the newest reads about as many rows as it shows, the first one and a late one", async () => {
    const selection = (await acmeWith(10_000))();
    expect(await rowsRead(pageQuery(selection, "newest", null, PAGE))).toBeLessThan(PAGE * 12);
    const ids = await workspaceKeyIds(selection, "newest", null, 5_000);
    const late = { id: ids.at(-1) ?? "", lastUsedAt: null };
    expect(await rowsRead(pageQuery(selection, "newest", late, PAGE))).toBeLessThan(PAGE * 12);
  });

  test("counting stops where the list says no more", async () => {
    const selection = (await acmeWith(10_000))();
    expect(await rowsRead(countQuery(selection))).toBeLessThan(1_001 * 12);
  });

  test.each([
    { filter: "expired" },
    { filter: "revoked" },
    { filter: "expiring" },
    { access: "custom" },
    { unused: true },
    { search: "Key 9999" },
    { search: "nothing" },
    { owner: `usr_${"7".padStart(26, "0")}` },
  ])("whatever is asked for, each row is read once or twice: %o", async (filters) => {
    const selection = (await acmeWith(10_000))(filters);
    for (const sort of ["newest", "idle"] as const) {
      expect(await rowsRead(pageQuery(selection, sort, null, PAGE))).toBeLessThan(10_300 * 8);
    }
    expect(await rowsRead(countQuery(selection))).toBeLessThan(10_300 * 8);
  });
});
