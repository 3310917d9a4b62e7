import type { Page } from "@playwright/test";
import { expectAccessible } from "#testing/browser/accessible";
import { closeReveal, makeKey, revealedToken } from "#testing/browser/keys";
import { connectServer, test } from "#testing/browser/servers";
import { expect } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { askerWith, toolNames } from "#testing/clients/gateway-journeys";
import { makeWorkspace } from "#testing/people/people";

const mask = (token: string) => `${token.slice(0, 9)}…${token.slice(-5)}`;

/** Opens the dialog on the card of a key, chooses, and leaves the reveal dialog open. */
async function rotate(page: Page, name: string, overlap: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Rotate" }).click();
  const dialog = page.getByRole("dialog", { name: `Rotate ${name}?` });
  await dialog.getByLabel("Old token").selectOption({ label: overlap });
  await dialog.getByRole("button", { name: "Rotate key" }).click();
  await expect(page.getByRole("dialog", { name: "Save your key" })).toBeVisible();
}

test("a rotated key gets a new token, and the old one works as long as was chosen", async ({
  person,
  installation,
  everything,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  const { slug } = await makeWorkspace(ada, "Acme");
  await connectServer(page, slug, { name: "Everything", url: everything.url });
  const first = await makeKey(page, slug, { name: "Laptop" });
  const tools = await toolNames(askerWith(first, installation.url));

  await rotate(page, "Laptop", "Works for 1 hour more");
  const second = await revealedToken(page);
  expect(second).not.toBe(first);
  await closeReveal(page);

  const cards = page.getByRole("article", { name: "Laptop" });
  await expect(cards).toHaveCount(2);
  await expect(cards.nth(0)).toContainText(mask(second));
  await expect(cards.nth(0)).toContainText(`Replaces ${mask(first)}`);
  await expect(cards.nth(1)).toContainText(mask(first));
  await expect(cards.nth(1)).toContainText("Replaced; works until");
  for (const token of [first, second]) expect(await toolNames(askerWith(token, installation.url))).toEqual(tools);

  // What was replaced is not rotated again, and what took its place is.
  await cards.nth(1).getByRole("button", { name: "Actions for Laptop" }).click();
  await expect(page.getByRole("menuitem", { name: "Details" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Rotate" })).toBeHidden();
  await page.keyboard.press("Escape");

  await cards.nth(0).getByRole("button", { name: "Actions for Laptop" }).click();
  await page.getByRole("menuitem", { name: "Rotate" }).click();
  const dialog = page.getByRole("dialog", { name: "Rotate Laptop?" });
  await dialog.getByLabel("Old token").selectOption({ label: "Ends now" });
  await dialog.getByLabel("New key expires").selectOption({ label: "After 7 days" });
  await dialog.getByRole("button", { name: "Rotate key" }).click();
  const third = await revealedToken(page);
  await closeReveal(page);

  expect((await askerWith(second, installation.url)("tools/list")).status).toBe(401);
  expect(await toolNames(askerWith(third, installation.url))).toEqual(tools);
  await expect(page.getByText(`Replaced by ${mask(third)}`)).toBeVisible();
  expect(await page.content()).not.toContain(third.slice(12, -6));
});

test("a key's page rotates it too, and leads to the key that took its place", async ({ person }) => {
  const ada = await person("Ada");
  const { page } = ada;
  const { slug } = await makeWorkspace(ada, "Acme");
  await makeKey(page, slug, { name: "Laptop" });
  await page.getByRole("link", { name: "Laptop" }).click();
  await page.getByRole("button", { name: "Rotate Laptop" }).click();
  const dialog = page.getByRole("dialog", { name: "Rotate Laptop?" });
  await expectAccessible(page, "the dialog that rotates");
  await dialog.getByRole("button", { name: "Rotate key" }).click();
  const token = await revealedToken(page);
  await closeReveal(page);
  await expect(page.getByText(`Replaced by ${mask(token)}`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Rotate Laptop" })).toBeHidden();
  await expectAccessible(page, "the page of a replaced key");
  await page.getByRole("link", { name: "Open the new key" }).click();
  await expect(page.getByText(mask(token)).first()).toBeVisible();
});

test("a key that is in use is revoked with its name and a reason", async ({ person, installation }) => {
  const ada = await person("Ada");
  const { page } = ada;
  const { slug } = await makeWorkspace(ada, "Acme");
  const token = await makeKey(page, slug, { name: "Laptop" });
  await visit(page, `/w/${slug}/settings/mcp`);
  await askerWith(token, installation.url)("ping");
  // The last use is written after some seconds; the dialog of a page that was read before does not know of it.
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("article", { name: "Laptop" })).toContainText("Used", { timeout: 500 });
  }).toPass();

  await page.getByRole("button", { name: "Revoke Laptop" }).click();
  const dialog = page.getByRole("alertdialog", { name: "Revoke Laptop?" });
  const confirm = dialog.getByRole("button", { name: "Revoke key" });
  await expect(confirm).toBeDisabled();
  await expectAccessible(page, "the dialog that revokes a key in use");
  await dialog.getByLabel("Reason").fill("Lost laptop");
  await dialog.getByLabel(/^Type Laptop/).fill(" Laptop ");
  await confirm.click();
  await expect(dialog).toBeHidden();
  expect((await askerWith(token, installation.url)("ping")).status).toBe(401);
  await expect(page.getByText(/Revoked .* by Ada: Lost laptop/)).toBeVisible();
});
