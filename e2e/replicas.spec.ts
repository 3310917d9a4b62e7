import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { askerWith } from "#e2e/support/gateway";
import { startInstallation } from "#e2e/support/installation";
import { makeKey, revokeKey } from "#e2e/support/keys";
import { setUp } from "#e2e/support/people";
import { startEmbedded } from "#lib/db/embedded";

test("a dashboard and two gateways on one PostgreSQL agree at once", async ({ browser }) => {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-shared-"));
  const database = await startEmbedded({ dataDir: folder, password: "shared" });
  const shared = {
    DATABASE_URL: database.url,
    AUTH_SECRET: randomBytes(32).toString("base64"),
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  };
  const [dashboard, ...gateways] = await Promise.all([
    startInstallation({ ...shared, LATCHKEY_ROLE: "dashboard" }),
    startInstallation({ ...shared, LATCHKEY_ROLE: "gateway" }),
    startInstallation({ ...shared, LATCHKEY_ROLE: "gateway" }),
  ]);

  const page = await browser.newPage({ baseURL: dashboard.url });
  await setUp(page);
  const token = await makeKey(page, "acme", { name: "Script" });

  for (const gateway of gateways) {
    const answer = await askerWith(token, gateway.url)("tools/list");
    expect(answer.status).toBe(200);
    expect(await fetch(`${gateway.url}/sign-in`).then((response) => response.status)).toBe(404);
  }
  await revokeKey(page, "Script");
  for (const gateway of gateways) {
    expect((await askerWith(token, gateway.url)("tools/list")).status).toBe(401);
  }

  await page.close();
  await Promise.all([dashboard, ...gateways].map((installation) => installation.remove()));
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});
