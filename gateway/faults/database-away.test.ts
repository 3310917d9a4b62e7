import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { closeDatabase } from "#lib/db/client";
import { forget } from "#lib/process";
import { makeApiToken } from "#testing/clients/api-client";
import { post } from "#testing/clients/post";
import { type FailingDatabase, startFailingDatabase } from "#testing/databases/failing-database";
import { mountSmallDisk } from "#testing/databases/small-disk";
import { provideTestEnv } from "#testing/databases/use-database";
import { WAYS_AWAY } from "#testing/databases/ways-away";
import { makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { EVENTUALLY } from "#testing/machine/slowness";
import { makeUser, makeWorkspace } from "#testing/people/factories";

let database: FailingDatabase;
let gateway: RunningGateway;
let keyToken: string;
let apiToken: string;
beforeAll(async () => {
  database = await startFailingDatabase({ max_connections: "30" });
  const unlimited = { RATE_LIMIT_KEY_PER_MINUTE: "0", RATE_LIMIT_API_PER_MINUTE: "0" };
  provideTestEnv({ DATABASE_URL: database.url, ...unlimited });
  gateway = await startGateway();
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  keyToken = (await makeToken(ada, [acme])).token;
  apiToken = await makeApiToken(ada);
});
afterAll(async () => {
  await gateway.stop();
  await closeDatabase();
  forget("env");
  await database.remove();
});

type Answer = { status: number; retryAfter: string | null; text: string };

async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${gateway.origin}${path}`, init);
  return { status: response.status, retryAfter: response.headers.get("retry-after"), text: await response.text() };
}

async function askMcp(): Promise<Answer> {
  const { status, headers, body } = await post(gateway.url, keyToken, { method: "tools/list", id: 1 });
  return { status, retryAfter: headers.get("retry-after"), text: JSON.stringify(body) };
}

const askApi = () => ask("/api/v1/keys", { headers: { authorization: `Bearer ${apiToken}` } });
const askReady = () => ask("/api/ready");
const askAll = () => Promise.all([askMcp(), askApi(), askReady()]);

/** Asks again until every surface answers with this status. */
function everythingIs(status: number): Promise<void> {
  return vi.waitFor(
    async () => expect((await askAll()).map((answer) => answer.status)).toEqual([status, status, status]),
    EVENTUALLY,
  );
}

test.each(WAYS_AWAY)("when $name, each surface answers 503, and works afterwards", async ({ begin, reasons }) => {
  await everythingIs(200);
  const end = await begin(database);
  try {
    await everythingIs(503);
    const [mcp, api, ready] = await askAll();
    for (const { status, retryAfter, text } of [mcp, api]) {
      expect([status, retryAfter]).toEqual([503, "5"]);
      expect(text).toContain("Latchkey cannot use its database at the moment: ");
      expect(text).toContain("UNAVAILABLE");
      // The words of the driver name the server.
      expect(text).not.toMatch(/127\.0\.0\.1|ECONN|prisma|role|app\b/i);
    }
    expect(ready.status).toBe(503);
    expect(reasons).toContain(JSON.parse(ready.text).checks.database);
    expect((await ask("/api/health")).status).toBe(200);
  } finally {
    await end();
  }
  await everythingIs(200);
});

test("when the disk of the tables is full, writes answer 503, reads go on, and ready says it", async (context) => {
  const disk = await mountSmallDisk(64);
  if (!disk) return context.skip("This process may not mount a small disk.");
  const write = () =>
    ask("/api/v1/keys", {
      method: "POST",
      headers: { authorization: `Bearer ${apiToken}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "Claude Desktop" }),
    });
  try {
    await everythingIs(200);
    await database.asAdmin(`CREATE TABLESPACE small LOCATION '${disk.folder}'`);
    await database.disconnectLatchkey();
    await database.asAdmin(`ALTER DATABASE latchkey SET TABLESPACE small`);
    await everythingIs(200);
    await disk.fill();
    await vi.waitFor(async () => expect((await write()).text).toContain("its disk is full"), EVENTUALLY);
    const [refused, mcp, ready] = await Promise.all([write(), askMcp(), askReady()]);
    expect([refused.status, refused.retryAfter, mcp.status, ready.status]).toEqual([503, "5", 200, 503]);
    expect(JSON.parse(ready.text).checks.database).toBe("full");
    await disk.free();
    await vi.waitFor(async () => expect((await write()).status).not.toBe(503), EVENTUALLY);
    await everythingIs(200);
  } finally {
    await database.disconnectLatchkey();
    await database.asAdmin("ALTER DATABASE latchkey SET TABLESPACE pg_default", "DROP TABLESPACE small");
    await disk.remove();
  }
});
