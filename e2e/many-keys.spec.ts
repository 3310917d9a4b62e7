import type { Page } from "@playwright/test";
import { expectAccessible } from "#testing/browser/accessible";
import { withDatabase } from "#testing/browser/database";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { makeManyKeys } from "#testing/databases/many-keys";
import { makeWorkspace } from "#testing/people/people";

/** Follows a link of the navigation of a list, by keyboard. */
async function turn(page: Page, list: string, name: string): Promise<void> {
  await page.getByRole("navigation", { name: list }).getByRole("link", { name }).press("Enter");
}

test("long lists have pages that one turns by keyboard, and Back returns", async ({ person, installation }) => {
  const ada = await person("Ada");
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  await withDatabase(installation, async (client) => {
    const ids = { workspaceId: acme.id, adminId: ada.id };
    const fill = { keys: 300, members: 60, own: 100, endedServiceKeys: 30 };
    await makeManyKeys(client, { ...ids, now: new Date(), ...fill });
  });
  const at = (path: string) => `/w/${acme.slug}/settings/${path}`;

  await test.step("one's own keys in use, and those that ended", async () => {
    await visit(page, at("mcp"));
    await expect(page.getByText("25 of 70 keys")).toBeVisible();
    await expect(page.getByRole("article", { name: "Key 100", exact: true })).toBeVisible();
    await turn(page, "Pages of your keys", "Next page");
    await expect(page.getByRole("article", { name: "Key 100", exact: true })).toBeHidden();
    await expect(page.getByRole("heading", { name: "Your keys" })).toBeFocused();
    await expectAccessible(page, "the second page of one's own keys");
    await page.goBack();
    await expect(page.getByRole("article", { name: "Key 100", exact: true })).toBeVisible();

    await page.getByRole("heading", { name: "Inactive keys" }).click();
    await turn(page, "Pages of inactive keys", "Next page");
    await expect(page.getByText("5 of 30 keys", { exact: true })).toBeVisible();
    await turn(page, "Pages of inactive keys", "First page");
    await expect(page.getByText("25 of 30 keys", { exact: true })).toBeVisible();
  });

  await test.step("a search looks into all pages", async () => {
    await page.getByRole("textbox", { name: "Search your keys" }).fill("key 10");
    await expect(page.getByRole("article")).toHaveCount(2);
    await expect(page).toHaveURL(/\?search=key\+10$/);
    await expect(page.getByText("2 keys found")).toBeAttached();
    await page.getByRole("textbox", { name: "Search your keys" }).fill("no such key");
    await expect(page.getByText("No key matches")).toBeVisible();
    await expectAccessible(page, "a search that finds nothing");
    await page.getByRole("link", { name: "Clear search" }).press("Enter");
    await expect(page.getByRole("article")).toHaveCount(25);
    await expect(page.getByRole("textbox", { name: "Search your keys" })).toHaveValue("");
  });

  await test.step("service keys", async () => {
    await visit(page, at("service-keys"));
    await expect(page.getByText("25 of 200 keys")).toBeVisible();
    await turn(page, "Pages of ended keys", "Next page");
    await expect(page.getByText("5 of 30 keys", { exact: true })).toBeVisible();
    await expect(page.getByText("25 of 200 keys")).toBeVisible();
    await expectAccessible(page, "pages of service keys");
  });

  await test.step("members", async () => {
    await visit(page, at("members"));
    await expect(page.getByText("50 of 61 members")).toBeVisible();
    await turn(page, "Pages of members", "Next page");
    await expect(page.getByText("11 of 61 members")).toBeVisible();
    await page.getByRole("textbox", { name: "Search members" }).fill("member7@");
    await expect(page.getByRole("heading", { name: "1 member found" })).toBeVisible();
    await expect(page.getByRole("row", { name: /Member 7/ })).toBeVisible();
  });

  await test.step("every key that reaches the workspace", async () => {
    await visit(page, at("access"));
    await turn(page, "Pages", "Next page");
    await expect(page).toHaveURL(/cursor=/);
    await page.setViewportSize({ width: 390, height: 800 });
    await expect(page.getByRole("row").filter({ hasText: "Key 150" }).first()).toBeVisible();
    await expectAccessible(page, "the second page of Access on a narrow screen");
  });
});
