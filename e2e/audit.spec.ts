import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expectAccessible, expectFitsWidth, WIDTHS } from "#testing/browser/accessible";
import { withDatabase } from "#testing/browser/database";
import { addKey } from "#testing/browser/keys";
import { connectServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { askerWith } from "#testing/clients/gateway-journeys";
import { scaled } from "#testing/machine/slowness";
import { addMember, makeWorkspace, type Person, type Workspace } from "#testing/people/people";

const log = (page: Page) => page.getByRole("list", { name: /^What happened in/ });
const entry = (page: Page, text: string | RegExp) => log(page).getByRole("listitem").filter({ hasText: text });

async function openLog(page: Page, { slug }: Workspace, query = ""): Promise<void> {
  await visit(page, `/w/${slug}/settings/audit${query}`);
  await expect(page.getByRole("heading", { level: 1, name: "Audit log" })).toBeVisible();
}

async function rename({ page }: Person, { slug }: Workspace, name: string): Promise<void> {
  await visit(page, `/w/${slug}/settings/general`);
  await page.getByLabel("Workspace name").fill(name);
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByText("Workspace renamed")).toBeVisible();
}

/** Clicks a link that downloads a file. @returns the file */
async function exported(page: Page, button: string): Promise<{ name: string; text: string }> {
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: button }).click();
  const download = await coming;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

test("an admin sees who did what, with the values before and after, and filters the log", async ({ person }) => {
  const [ada, bob] = await Promise.all([person("Ada"), person("Bob")]);
  const acme = await makeWorkspace(ada, "Acme");
  await addMember(ada, acme, bob);
  await addKey(bob, acme, { name: "Bob's laptop" });
  await rename(ada, acme, "Acme International");

  await openLog(ada.page, acme);
  await expect(entry(ada.page, "Created the workspace “Acme”")).toContainText("Ada");
  await expect(entry(ada.page, `Invited ${bob.email} as Member`)).toContainText("Ada");
  await expect(entry(ada.page, "Joined the workspace as Member")).toContainText("Bob");
  await expect(entry(ada.page, "Created the key “Bob's laptop”")).toContainText("Bob");

  const renamed = entry(ada.page, "Renamed the workspace from “Acme” to “Acme International”");
  await renamed.locator("summary").click();
  await expect(renamed.locator("del")).toHaveText(/Acme$/);
  await expect(renamed.locator("ins")).toHaveText(/Acme International$/);
  await expect(renamed).toContainText("From the address");

  await ada.page.getByLabel("Who").selectOption({ label: "Bob" });
  await expect(log(ada.page).getByRole("listitem")).toHaveCount(2);
  await ada.page.getByLabel("About").selectOption({ label: "Keys" });
  await expect(log(ada.page).getByRole("listitem")).toHaveCount(1);
  await expect(ada.page).toHaveURL(/actor=usr_.*&about=keys/);

  const created = entry(ada.page, "Created the key");
  await created.locator("summary").click();
  await created.getByRole("link", { name: "Only Bob's laptop" }).click();
  await expect(ada.page.getByRole("button", { name: "Remove filter: only Bob's laptop" })).toBeVisible();
  await ada.page.getByRole("button", { name: "Remove filter: only Bob's laptop" }).click();
  await expect(entry(ada.page, "Created the workspace “Acme”")).toBeVisible();

  await ada.page.getByLabel("To (UTC)").fill("2001-01-01");
  await expect(ada.page.getByText("No event matches")).toBeVisible();
  await ada.page.getByRole("link", { name: "Show all events" }).click();
  await expect(entry(ada.page, "Created the workspace “Acme”")).toBeVisible();
});

test("an export holds the filtered events, as CSV or JSONL, and is itself in the log", async ({ person }) => {
  const ada = await person("Ada");
  const acme = await makeWorkspace(ada, "Acme");
  await addKey(ada, acme, { name: "=1+1" });
  await openLog(ada.page, acme, "?about=keys");

  const csv = await exported(ada.page, "Export CSV");
  expect(csv.name).toMatch(new RegExp(`^audit-${acme.slug}-\\d{4}-\\d\\d-\\d\\d\\.csv$`));
  const lines = csv.text.trim().split("\r\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(`"'=1+1"`);

  const jsonl = await exported(ada.page, "Export JSONL");
  expect(
    jsonl.text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toMatchObject([{ action: "key.created", actor: { name: "Ada" }, target: { name: "=1+1" } }]);
  expect(csv.text + jsonl.text).not.toMatch(/mcp_[0-9A-Za-z]{49}/);

  // A page of another site opens the same address in the browser of the same person.
  for (const path of ["audit/export?format=csv", "access/export"]) {
    const headers = { "sec-fetch-site": "cross-site" };
    const refused = await ada.page.request.get(`/w/${acme.slug}/settings/${path}`, { headers });
    expect(refused.status(), path).toBe(403);
    expect(await refused.text()).toContain("Another site began this request");
  }

  await openLog(ada.page, acme);
  await expect(entry(ada.page, "Exported the audit log as CSV")).toHaveCount(1);
  await expect(entry(ada.page, "Exported the audit log as JSONL")).toBeVisible();
});

test("a member can neither see nor export the log", async ({ person }) => {
  const [ada, bob] = await Promise.all([person("Ada"), person("Bob")]);
  const acme = await makeWorkspace(ada, "Acme");
  await addMember(ada, acme, bob);
  await visit(bob.page, `/w/${acme.slug}`);
  await expect(bob.page.getByRole("link", { name: "MCP keys" })).toBeVisible();
  await expect(bob.page.getByRole("link", { name: "Audit log" })).toHaveCount(0);
  for (const path of ["audit", "audit/export?format=csv", "audit/export?format=jsonl"]) {
    const answer = await bob.page.request.get(`/w/${acme.slug}/settings/${path}`);
    expect(answer.status(), path).toBe(404);
    expect(await answer.text()).not.toContain("Created the workspace");
  }
});

test("the log counts the refused requests of a key together, a minute later", async ({
  person,
  everything,
  installation,
}) => {
  const ada = await person("Ada");
  const acme = await makeWorkspace(ada, "Acme");
  const ask = askerWith(await addKey(ada, acme, { name: "Claude" }), installation.url);
  await connectServer(ada.page, acme.slug, { name: "Everything", url: everything.url });
  await ada.page.getByLabel("Rule for echo").selectOption({ label: "Blocked" });
  await expect(ada.page.getByRole("article").filter({ hasText: "echo" }).getByText("Saved")).toBeAttached();
  for (let time = 0; time < 3; time += 1) {
    const { status } = await ask("tools/call", { name: "everything__echo", arguments: { message: "hello" } });
    expect(status).toBe(403);
  }
  const written = () =>
    withDatabase(installation, async (client) => {
      const event = `SELECT 1 FROM "AuditEvent" WHERE "workspaceId" = $1 AND action = 'request.refused'`;
      return (await client.query(event, [acme.id])).rowCount;
    });
  await expect.poll(written, { timeout: scaled(90_000), intervals: [500] }).toBe(1);
  await openLog(ada.page, acme, "?about=refusals");
  await expect(entry(ada.page, "Was refused 3 requests with the key “Claude”: the tool is blocked")).toBeVisible();
});

test("axe finds nothing in the log, at either width, and it is not wider than a telephone", async ({ person }) => {
  const ada = await person("Ada");
  const acme = await makeWorkspace(ada, "Acme");
  await rename(ada, acme, "Acme International");
  for (const query of ["", "?about=webhooks"]) {
    for (const width of WIDTHS) {
      await ada.page.setViewportSize({ width, height: 800 });
      await openLog(ada.page, acme, query);
      for (const summary of await ada.page.locator("summary:visible").all()) await summary.click();
      await expectAccessible(ada.page, `the log${query}, ${width} pixels wide`);
      await expectFitsWidth(ada.page, `the log${query}`);
    }
  }
});
