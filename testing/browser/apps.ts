import { expect, type Page } from "@playwright/test";
import { visit } from "#testing/browser/visit";
import type { LoopbackCallback } from "#testing/clients/loopback-callback";

/** Agrees on the open page, or cancels, and waits until the browser is at the client. @returns what the client gets */
export async function answerConsent(
  page: Page,
  callback: LoopbackCallback,
  button: "Connect" | "Connect again" | "Cancel" = "Connect",
): Promise<URLSearchParams> {
  await page.getByRole("button", { name: button, exact: true }).click();
  await page.waitForURL((url) => url.href.startsWith(callback.redirectUri));
  return callback.answer();
}

/** Opens the list of connected apps. */
export async function openApps(page: Page): Promise<void> {
  await visit(page, "/account/apps");
  await expect(page.getByRole("heading", { level: 1, name: "Connected apps" })).toBeVisible();
}
