import type { Page } from "@playwright/test";
import { addKey } from "#testing/browser/keys";
import { addServer, connectServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { type Asker, askerWith, toolNames } from "#testing/clients/gateway-journeys";
import { addMember, makeWorkspace, type Person, type Workspace } from "#testing/people/people";
import type { RunningServer } from "#testing/servers/mcp-servers";

type Team = { ada: Person; bob: Person; acme: Workspace };

/** Makes a workspace that Ada owns, with a server, and with Bob as a member. */
async function makeTeam(person: (name: string) => Promise<Person>, everything: RunningServer): Promise<Team> {
  const [ada, bob] = await Promise.all([person("Ada"), person("Bob")]);
  const acme = await makeWorkspace(ada, "Acme");
  await addServer(ada, acme, { name: "Everything", url: everything.url });
  await addMember(ada, acme, bob);
  return { ada, bob, acme };
}

async function revokeAccess(page: Page, slug: string, key: string, owner: string, reason: string): Promise<void> {
  await visit(page, `/w/${slug}/settings/access`);
  await page.getByRole("button", { name: `Revoke access of ${key} (${owner})` }).click();
  const dialog = page.getByRole("alertdialog", { name: `Revoke access of ${key}?` });
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: "Revoke access" }).click();
  await expect(dialog).toBeHidden();
}

const ECHO = { name: "everything__echo", arguments: { message: "hello" } };

async function expectRefused(ask: Asker): Promise<void> {
  const { status, body } = await ask("tools/call", ECHO);
  expect(status).toBe(401);
  expect(body.error?.data).toMatchObject({ errorType: "INVALID_API_KEY" });
}

test("an admin revokes the access of a member's key, and the member sees who did it and why", async ({
  person,
  everything,
  installation,
}) => {
  const { ada, bob, acme } = await makeTeam(person, everything);
  const ask = askerWith(await addKey(bob, acme, { name: "Bob's laptop" }), installation.url);
  expect(await toolNames(ask)).toContain("everything__echo");

  await visit(ada.page, `/w/${acme.slug}/settings/access`);
  const row = ada.page.getByRole("row", { name: "Bob's laptop" });
  await expect(row).toContainText(bob.email);
  await expect(row).toContainText("Read-only");
  await revokeAccess(ada.page, acme.slug, "Bob's laptop", "Bob", "Lost in a train");

  await expectRefused(ask);
  await visit(bob.page, `/w/${acme.slug}/settings/mcp`);
  await expect(bob.page.getByText(/Revoked .* by Ada: Lost in a train/)).toBeVisible();
});

test("a key that reaches two workspaces loses only the one whose admin revokes its access", async ({
  person,
  everything,
  installation,
}) => {
  const { ada, bob, acme } = await makeTeam(person, everything);
  const own = await makeWorkspace(bob, "Bobs Garden");
  await addServer(bob, own, { name: "Everything", url: everything.url });
  const ask = askerWith(await addKey(bob, [acme, own], { name: "Both" }), installation.url);
  const both = await toolNames(ask);
  expect(both).toContain(`${acme.slug}__everything__echo`);
  expect(both).toContain(`${own.slug}__everything__echo`);

  await revokeAccess(ada.page, acme.slug, "Both", "Bob", "Project is over");
  await visit(ada.page, `/w/${acme.slug}/settings/access?status=revoked`);
  await expect(ada.page.getByRole("row", { name: "Both" })).toContainText("Access revoked");

  const { body } = await ask("tools/call", { name: "list_workspaces", arguments: {} });
  expect(body.result?.structuredContent).toMatchObject({ workspaces: [{ slug: own.slug }] });
  expect(await toolNames(ask)).toContain("everything__echo");
  expect((await toolNames(ask)).filter((name) => name.includes(acme.slug))).toEqual([]);
  expect((await ask("tools/call", ECHO)).body.result).toMatchObject({ content: [{ text: "Echo: hello" }] });

  await visit(bob.page, `/w/${own.slug}/settings/mcp`);
  const card = bob.page.getByRole("article", { name: "Both" });
  await expect(card).toContainText(/Access to Acme was revoked .* by Ada: Project is over/);
  await expect(card).toContainText("Active");
});

test("a removed member's key stops at the next request", async ({ person, everything, installation }) => {
  const { ada, bob, acme } = await makeTeam(person, everything);
  const ask = askerWith(await addKey(bob, acme, { name: "Bob's laptop" }), installation.url);
  expect((await ask("tools/call", ECHO)).body.result).toMatchObject({ content: [{ text: "Echo: hello" }] });

  await visit(ada.page, `/w/${acme.slug}/settings/members`);
  await ada.page.getByRole("button", { name: "Actions for Bob" }).click();
  await ada.page.getByRole("menuitem", { name: "Remove" }).click();
  const dialog = ada.page.getByRole("alertdialog", { name: "Remove Bob?" });
  await dialog.getByRole("button", { name: "Remove member" }).click();
  await expect(dialog).toBeHidden();

  expect((await ask("tools/call", ECHO)).body).toMatchObject({ error: { message: expect.any(String) } });
  expect(await toolNames(ask)).toEqual(["list_workspaces"]);
  expect((await bob.page.request.get(`/w/${acme.slug}`)).status()).toBe(404);
});

test("members neither see nor open the access page", async ({ person }) => {
  const [ada, bob] = await Promise.all([person("Ada"), person("Bob")]);
  const acme = await makeWorkspace(ada, "Acme");
  await addKey(ada, acme, { name: "Hidden from members" });
  await addMember(ada, acme, bob);
  await visit(bob.page, `/w/${acme.slug}`);
  await expect(bob.page.getByRole("link", { name: "MCP keys" })).toBeVisible();
  await expect(bob.page.getByRole("link", { name: "Access" })).toHaveCount(0);
  const answer = await bob.page.request.get(`/w/${acme.slug}/settings/access`);
  expect(answer.status()).toBe(404);
  expect(await answer.text()).not.toContain("Hidden from members");
});

test("a blocked tool and the tools of a disabled server are gone at the next request", async ({
  person,
  everything,
  installation,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  const ask = askerWith(await addKey(ada, acme, { name: "Claude", access: "Full access" }), installation.url);
  await connectServer(page, acme.slug, { name: "Everything", url: everything.url });
  expect(await toolNames(ask)).toEqual(expect.arrayContaining(["everything__echo", "everything__get-sum"]));

  await page.getByLabel("Rule for echo").selectOption({ label: "Blocked" });
  await expect(page.getByRole("article").filter({ hasText: "echo" }).getByText("Saved")).toBeAttached();
  const names = await toolNames(ask);
  expect(names).not.toContain("everything__echo");
  expect(names).toContain("everything__get-sum");
  const blocked = await ask("tools/call", ECHO);
  expect(blocked.status).toBe(403);
  expect(blocked.body.error?.data).toMatchObject({ errorType: "TOOL_BLOCKED" });

  await page.getByRole("button", { name: "More actions for Everything" }).click();
  await page.getByRole("menuitem", { name: "Disable" }).click();
  const dialog = page.getByRole("alertdialog", { name: "Disable Everything?" });
  await dialog.getByRole("button", { name: "Disable server" }).click();
  await expect(dialog).toBeHidden();
  expect(await toolNames(ask)).toEqual(["list_workspaces"]);

  await page.getByRole("button", { name: "Enable", exact: true }).click();
  await expect(page.getByText("Connected", { exact: true })).toBeVisible();
  expect(await toolNames(ask)).toContain("everything__get-sum");
});
