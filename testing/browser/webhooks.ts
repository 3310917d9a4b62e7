import { expect, type Page } from "@playwright/test";
import { visit } from "#testing/browser/visit";

/**
 * Adds a webhook for all events through the form; its page is open afterwards.
 * @returns its signing secret
 */
export async function addWebhook(page: Page, slug: string, url: string): Promise<string> {
  await visit(page, `/w/${slug}/settings/webhooks`);
  await page.getByRole("button", { name: "Add webhook" }).click();
  const form = page.getByRole("dialog", { name: "Add a webhook" });
  await form.getByLabel("URL").fill(url);
  await form.getByRole("button", { name: "Add webhook" }).click();
  const secret = await savedSecret(page);
  await page.getByRole("link", { name: url }).first().click();
  await page.waitForURL(/\/settings\/webhooks\/whk_[0-9a-z]+$/);
  return secret;
}

/** Reads the secret, which is shown only once, and closes the dialog. */
export async function savedSecret(page: Page): Promise<string> {
  const reveal = page.getByRole("dialog", { name: "Save the signing secret" });
  await reveal.getByRole("button", { name: "Show secret" }).click();
  const secret = await reveal.locator("code").textContent();
  await expect(reveal.getByRole("button", { name: "Done" })).toBeDisabled();
  await reveal.getByRole("checkbox", { name: "I have saved this secret" }).check();
  await reveal.getByRole("button", { name: "Done" }).click();
  await expect(reveal).toBeHidden();
  return secret?.trim() ?? "";
}
