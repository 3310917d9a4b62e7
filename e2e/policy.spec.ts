import type { Page } from "@playwright/test";
import { expectAccessible } from "#testing/browser/accessible";
import { addKey } from "#testing/browser/keys";
import { addServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { askerWith, toolNames } from "#testing/clients/gateway-journeys";
import { addMember, makeWorkspace } from "#testing/people/people";

const fullAccess = (page: Page, whom: string) =>
  page.getByRole("group", { name: "Who may have keys with full access" }).getByRole("radio", { name: whom });

async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText("Policy saved")).toBeVisible();
}

test("a policy blocks a member's key, all pages say so, and the key works again when the rule is gone", async ({
  person,
  everything,
  installation,
}) => {
  const [ada, bob] = await Promise.all([person("Ada"), person("Bob")]);
  const acme = await makeWorkspace(ada, "Acme");
  await addServer(ada, acme, { name: "Everything", url: everything.url });
  await addMember(ada, acme, bob);
  const token = await addKey(bob, acme, { name: "Bob's writer", access: "Full access" });
  const ask = askerWith(token, installation.url);
  const before = await toolNames(ask);
  expect(before).toContain("everything__echo");

  await visit(ada.page, `/w/${acme.slug}/settings/policy`);
  await fullAccess(ada.page, "Admins and owners").check();
  await expect(ada.page.getByText("1 key or app will be blocked in Acme")).toBeVisible();
  await expect(ada.page.getByText("Bob's writer (Bob)")).toBeVisible();
  await save(ada.page);

  expect(await toolNames(ask)).toEqual(["list_workspaces"]);
  const { status, body } = await ask("tools/call", { name: "everything__echo", arguments: { message: "hello" } });
  expect(status).toBe(403);
  expect(body.error?.data).toMatchObject({
    errorType: "POLICY_BLOCKED",
    message: expect.stringContaining("blocked in Acme: full access is for admins there"),
  });
  const words = "Blocked in Acme: full access is for admins there.";
  await visit(bob.page, `/w/${acme.slug}/settings/mcp`);
  await expect(bob.page.getByRole("article", { name: "Bob's writer" })).toContainText(words);
  await expectAccessible(bob.page, "the list of keys with one that is blocked");
  await visit(ada.page, `/w/${acme.slug}/settings/access`);
  await expect(ada.page.getByRole("row", { name: "Bob's writer" })).toContainText(words);
  await expectAccessible(ada.page, "the access list with a key that is blocked");

  await visit(ada.page, `/w/${acme.slug}/settings/policy`);
  await fullAccess(ada.page, "Everyone").check();
  await expect(ada.page.getByText("1 key or app will work again in Acme")).toBeVisible();
  await save(ada.page);
  expect(await toolNames(ask)).toEqual(before);
  await visit(bob.page, `/w/${acme.slug}/settings/mcp`);
  await expect(bob.page.getByRole("article", { name: "Bob's writer" })).not.toContainText("Blocked");
});

test("the form checks and normalises networks, and warns an admin who would shut themselves out", async ({
  person,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  await visit(page, `/w/${acme.slug}/settings/policy`);
  const networks = page.getByLabel("Allowed networks");
  await networks.fill("10.1.2.3/8\noffice");
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText("“office” is no address or network.")).toBeVisible();
  await expect(networks).toBeFocused();
  await expectAccessible(page, "the policy with an error");
  await networks.fill("10.1.2.3/8\n2001:DB8::/32");
  await expect(page.getByText("Your own address is in none of these networks")).toBeVisible();
  await save(page);
  await expect(networks).toHaveValue("10.0.0.0/8\n2001:db8::/32");
  await page.setViewportSize({ width: 390, height: 800 });
  await expectAccessible(page, "the policy, 390 pixels wide");
});

test("an admin who saves an outdated policy is told that it has changed", async ({ person }) => {
  const ada = await person("Ada");
  const acme = await makeWorkspace(ada, "Acme");
  const second = await ada.page.context().newPage();
  for (const page of [ada.page, second]) await visit(page, `/w/${acme.slug}/settings/policy`);
  await ada.page.getByLabel("Longest lifetime, in days").fill("90");
  await save(ada.page);
  await second.getByLabel("Keys must expire").check();
  await second.getByRole("button", { name: "Save policy" }).click();
  await expect(second.getByText("Somebody else changed this policy")).toBeVisible();
  await expect(second.getByLabel("Keys must expire")).toBeChecked();
  await visit(second, `/w/${acme.slug}/settings/policy`);
  await expect(second.getByLabel("Longest lifetime, in days")).toHaveValue("90");
});
