import type { Page } from "@playwright/test";
import { AWAY_ADVICE } from "#lib/db/away-words";
import { violationsOf } from "#testing/browser/accessible";
import { expect, test } from "#testing/browser/test";
import { type FailingDatabase, startFailingDatabase } from "#testing/databases/failing-database";
import { WAYS_AWAY } from "#testing/databases/ways-away";
import { type Installation, startInstallation } from "#testing/machine/installation";
import { EVENTUALLY } from "#testing/machine/slowness";
import { setUp } from "#testing/people/people";

// One Latchkey for all ways, so that each also proves that it works again after the one before.
test.describe.configure({ mode: "serial" });

const AWAY = /Latchkey cannot use its database at the moment: [A-Za-z ]+\./;
const FORM = "/w/acme/settings/mcp";

let database: FailingDatabase;
let installation: Installation;
let page: Page;
test.beforeAll(async ({ browser }) => {
  database = await startFailingDatabase({ max_connections: "40" });
  const secrets = { AUTH_SECRET: "x".repeat(40), ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64") };
  const unlimited = { RATE_LIMIT_API_PER_MINUTE: "0" };
  installation = await startInstallation({ DATABASE_URL: database.url, ...secrets, ...unlimited });
  page = await (await browser.newContext({ baseURL: installation.url })).newPage();
  await setUp(page);
});
test.afterAll(async () => {
  await page.context().close();
  await installation.remove();
  await database.remove();
});

/** Asks for a page as a browser does, until it answers with this status. @returns its text */
async function untilPageIs(status: number): Promise<string> {
  let text = "";
  await expect
    .poll(async () => {
      const answer = await page.request.get(FORM, { headers: { accept: "text/html" } });
      text = await answer.text();
      return answer.status();
    }, EVENTUALLY)
    .toBe(status);
  return text;
}

for (const { name, begin } of WAYS_AWAY) {
  test(`when ${name}, a page says so, a form keeps what was typed, and both work afterwards`, async () => {
    await untilPageIs(200);
    await page.goto(FORM);
    await page.getByLabel("Key name").fill("Claude Desktop");
    const end = await begin(database);
    try {
      expect(await untilPageIs(503)).toMatch(AWAY);

      await page.getByRole("button", { name: "Create key" }).click();
      const note = page.getByRole("alert").filter({ hasText: AWAY });
      await expect(note).toContainText(AWAY_ADVICE);
      await expect(page.getByLabel("Key name")).toHaveValue("Claude Desktop");

      const tab = await page.context().newPage();
      const shown = await tab.goto(FORM);
      expect([shown?.status(), shown?.headers()["retry-after"]]).toEqual([503, "5"]);
      await expect(tab.getByRole("heading", { level: 1, name: "This page could not be shown" })).toBeVisible();
      await expect(tab.getByText(AWAY)).toBeVisible();
      expect(await tab.content()).not.toMatch(/127\.0\.0\.1|ECONN|prisma|postgresql:/i);
      await tab.close();
    } finally {
      await end();
    }
    await untilPageIs(200);
    await page.getByRole("button", { name: "Create key" }).click();
    await expect(page.getByRole("dialog", { name: "Save your key" })).toBeVisible();
  });
}

test("the page is accessible, opens by itself afterwards, and what was typed is there again", async () => {
  await page.goto(FORM);
  await page.getByLabel("Key name").fill("Claude Desktop");
  await database.stop();
  await untilPageIs(503);
  // The browser asks before it reloads a page with a filled form.
  page.once("dialog", (dialog) => dialog.accept());
  await page.reload();
  await expect(page.getByText(AWAY)).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await database.start();
  // Nobody presses anything.
  await expect(page.getByLabel("Key name")).toHaveValue("Claude Desktop", EVENTUALLY);
});

test("a link inside the dashboard says so too, and its button works afterwards", async () => {
  await untilPageIs(200);
  await page.goto("/w/acme");
  await database.stop();
  await untilPageIs(503);
  await page.getByRole("list", { name: "Settings" }).getByRole("link", { name: "Members" }).click();
  await expect(page.getByText(AWAY)).toBeVisible();
  await database.start();
  await untilPageIs(200);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Members" })).toBeVisible();
});

test("somebody who signs in meanwhile reads it at the form, and no word of the driver", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: installation.url });
  const own = await context.newPage();
  await own.goto("/sign-in");
  await own.getByLabel("Email").fill("ada@example.com");
  await own.getByLabel("Password").fill("violet anchor tumble sieve");
  await database.stop();
  await untilPageIs(503);
  await own.getByRole("button", { name: "Sign in" }).click();
  await expect(own.getByRole("alert").filter({ hasText: AWAY })).toBeVisible();
  await expect(own.getByLabel("Email")).toHaveValue("ada@example.com");
  expect(own.url()).not.toMatch(/ECONN|error=/);
  await database.start();
  await untilPageIs(200);
  await context.close();
});
