import { expect, type Page } from "@playwright/test";
import { visit } from "#testing/browser/visit";

/**
 * Creates an API token through the form of the account page.
 * @returns the token
 */
export async function makeApiTokenByForm(page: Page, name: string, scopes: readonly string[]): Promise<string> {
  await visit(page, "/account");
  await page.getByRole("button", { name: "Create token" }).click();
  const form = page.getByRole("dialog", { name: "Create an API token" });
  await form.getByLabel("Name").fill(name);
  for (const scope of scopes) await form.getByRole("checkbox", { name: scope }).check();
  await form.getByRole("button", { name: "Create token" }).click();
  const dialog = page.getByRole("dialog", { name: "Save your API token" });
  await dialog.getByRole("button", { name: "Show token" }).click();
  const token = dialog.locator("code").first();
  await expect(token).toHaveText(/^latchkey_pat_[0-9A-Za-z]{49}$/);
  const text = (await token.textContent())?.trim() ?? "";
  await dialog.getByRole("checkbox", { name: "I have saved this token" }).check();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  return text;
}
