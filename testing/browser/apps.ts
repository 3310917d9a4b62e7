import { expect, type Page } from "@playwright/test";
import { visit } from "#testing/browser/visit";
import type { LoopbackCallback } from "#testing/clients/loopback-callback";
import { scaled } from "#testing/machine/slowness";

/** Agrees on the open page, or cancels, and waits until the browser is at the client. @returns what the client gets */
export async function answerConsent(
  page: Page,
  callback: LoopbackCallback,
  button: "Connect" | "Connect again" | "Cancel" = "Connect",
): Promise<URLSearchParams> {
  const answer = page.getByRole("button", { name: button, exact: true });
  await page.bringToFront();
  // The page ignores a click that brings its window to the front, so another one may be needed.
  await expect(async () => {
    if (await answer.isVisible()) await answer.click({ timeout: scaled(2_000) });
    await page.waitForURL((url) => url.href.startsWith(callback.redirectUri), { timeout: scaled(3_000) });
  }).toPass();
  return callback.answer();
}

/** Opens the list of connected apps. */
export async function openApps(page: Page): Promise<void> {
  await visit(page, "/account/apps");
  await expect(page.getByRole("heading", { level: 1, name: "Connected apps" })).toBeVisible();
}
