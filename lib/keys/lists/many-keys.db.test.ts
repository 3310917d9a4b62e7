import { describe, expect, test } from "vitest";
import { db, Prisma } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { KEY_SORTS } from "#lib/keys/lists/options";
import { listWorkspaceKeysSchema } from "#lib/keys/lists/schema";
import { countQuery, type KeySelection, pageQuery, workspaceKeyIds } from "#lib/keys/lists/workspace-key-rows";
import { COUNTED_MAX } from "#lib/listing/count";
import { makeManyKeys } from "#testing/databases/many-keys";
import { useDatabase } from "#testing/databases/use-database";
import { makeUser, makeWorkspace, NOW } from "#testing/people/factories";

useDatabase();

/** A part of a plan, from `EXPLAIN (ANALYZE, FORMAT JSON)`. */
type PlanNode = {
  "Node Type": string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: PlanNode[];
};

/** How many rows of tables and indexes PostgreSQL read for the answer. */
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
/** Each key is read with its link to the workspace, its owner and the owner's membership. */
const ROWS_A_KEY = 4;
const KEYS = 10_000;
/** With the service keys of the workspace. */
const ALL_KEYS = KEYS + 200;

describe("among 10,000 keys", () => {
  test("a page of the newest keys stops reading when it is full: the first page, a late page, and a filter that one key in ten meets", async () => {
    const selection = await acmeWith(KEYS);
    const read = (filters: object, position: Parameters<typeof pageQuery>[2] = null) =>
      rowsRead(pageQuery(selection(filters), "newest", position, PAGE));
    expect(await read({})).toBeLessThan(PAGE * 2 * ROWS_A_KEY);
    const ids = await workspaceKeyIds(selection(), "newest", null, 5_000);
    expect(await read({}, { id: ids.at(-1) ?? "", lastUsedAt: null })).toBeLessThan(PAGE * 2 * ROWS_A_KEY);
    for (const filters of ONE_IN_TEN) {
      // The service keys are the newest keys, and none of them meets the filter.
      expect(await read(filters), JSON.stringify(filters)).toBeLessThan((PAGE * 10 + 200) * ROWS_A_KEY);
    }
  });

  test("a list of one owner's keys, or of service keys, reads only these keys in each order", async () => {
    const selection = await acmeWith(KEYS);
    for (const filters of OF_ONE_OWNER) {
      for (const query of queriesFor(selection(filters))) {
        expect(await rowsRead(query), JSON.stringify(filters)).toBeLessThan(300 * ROWS_A_KEY);
      }
    }
  });

  test("orders by use, and filters that few keys meet, read each key of the workspace at most once", async () => {
    const selection = await acmeWith(KEYS);
    for (const filters of [...ONE_IN_TEN, ...FEW, {}, { filter: "all" }]) {
      for (const query of queriesFor(selection(filters))) {
        expect(await rowsRead(query), JSON.stringify(filters)).toBeLessThan(ALL_KEYS * ROWS_A_KEY + 300);
      }
    }
  });

  test("counting stops at the largest number that the list shows, also with the first page", async () => {
    const selection = (await acmeWith(KEYS))();
    for (const query of [countQuery(selection), pageQuery(selection, "newest", null, COUNTED_MAX + 1)]) {
      expect(await rowsRead(query)).toBeLessThan((COUNTED_MAX + 1) * 2 * ROWS_A_KEY);
    }
  });
});

const ONE_IN_TEN = [{ filter: "expired" }, { filter: "revoked" }, { access: "full" }, { access: "custom" }];
const OF_ONE_OWNER = [{ owner: `usr_${"7".padStart(26, "0")}` }, { owner: "service" }];
const FEW = [{ filter: "expiring" }, { unused: true }, { search: "Key 9999" }, { search: "nothing" }];

/** Every query that a list of this selection may make. */
function queriesFor(selection: KeySelection): Prisma.Sql[] {
  // The query for the first page counts, too.
  const takes = [PAGE, COUNTED_MAX + 1];
  const pages = KEY_SORTS.flatMap((sort) => takes.map((take) => pageQuery(selection, sort, null, take)));
  return [...pages, countQuery(selection)];
}
