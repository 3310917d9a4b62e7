import { readFile } from "node:fs/promises";
import { expectAccessible } from "#testing/browser/accessible";
import { addKey } from "#testing/browser/keys";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { askerWith } from "#testing/clients/gateway-journeys";
import { addMember, makeWorkspace } from "#testing/people/people";

test("an admin filters the keys, exports them, and revokes the access of several at once", async ({
  person,
  installation,
}) => {
  const [ada, bob] = [await person("Ada"), await person("Bob")];
  const acme = await makeWorkspace(ada, "Acme");
  await addMember(ada, acme, bob);
  const labs = await makeWorkspace(bob, "Labs");
  const alone = await addKey(bob, acme, { name: "Alone" });
  const both = await addKey(bob, [acme, labs], { name: "Both" });
  await addKey(ada, acme, { name: "Mine", access: "Full access" });

  const { page } = ada;
  await visit(page, `/w/${acme.slug}/settings/access`);
  const table = page.getByRole("region", { name: "Keys and apps that reach Acme" });
  await expect(table.getByRole("row")).toHaveCount(4);
  await page.getByLabel("Access", { exact: true }).selectOption({ label: "Full access" });
  await expect(table.getByRole("row")).toHaveCount(2);
  await page.getByLabel("Access", { exact: true }).selectOption({ label: "Any access" });
  await page.getByLabel("Owner").selectOption({ label: `Bob (${bob.email})` });
  await expect(table.getByRole("row")).toHaveCount(3);
  await expect(page).toHaveURL(/owner=usr_/);

  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Export CSV" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe(`${acme.slug}-keys.csv`);
  const lines = (await readFile(await file.path(), "utf8")).trimEnd().split("\r\n");
  expect(lines).toHaveLength(3);
  expect(lines.join()).not.toContain("Mine");

  await table.getByRole("checkbox", { name: "Select Alone (Bob)" }).press("Space");
  await expect(page.getByText("1 selected")).toBeVisible();
  await table.getByRole("checkbox", { name: "Select all on this page" }).check();
  await expect(page.getByText("2 selected")).toBeVisible();
  await expectAccessible(page, "the page with keys selected");
  await page.getByRole("button", { name: "Revoke access", exact: true }).click();
  const dialog = page.getByRole("alertdialog", { name: "Revoke access of 2 keys?" });
  await expect(dialog).toContainText("1 of them reaches no other workspace and ends for good.");
  await expectAccessible(page, "the dialog that revokes several");
  await dialog.getByLabel("Reason").fill("Project is over");
  await dialog.getByRole("button", { name: "Revoke access of 2 keys" }).click();
  await expect(
    page.getByText("2 keys lost access to Acme. 1 of them reached nothing else and was revoked."),
  ).toBeVisible();
  await page.getByText("What happened to each").click();
  await expect(page.getByText("was revoked", { exact: true })).toBeVisible();
  await expectAccessible(page, "the page with what happened to each");

  expect((await askerWith(alone, installation.url)("tools/list")).status).toBe(401);
  expect((await askerWith(both, installation.url)("tools/list")).status).toBe(200);
  await visit(bob.page, `/w/${labs.slug}/settings/mcp`);
  await expect(bob.page.getByText(/Access to Acme was revoked .* by Ada: Project is over/)).toBeVisible();
});

test("a member cannot export the keys", async ({ person }) => {
  const [ada, bob] = [await person("Ada"), await person("Bob")];
  const acme = await makeWorkspace(ada, "Acme");
  await addMember(ada, acme, bob);
  const answer = await bob.page.request.get(`/w/${acme.slug}/settings/access/export`);
  expect(answer.status()).toBe(404);
});
