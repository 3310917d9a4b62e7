import type { Page } from "@playwright/test";

/**
 * Opens a page and waits until React has taken it over and the streamed parts stand in their places: until then a click
 * may be lost, and a part may be in the document twice.
 */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.waitForFunction(() => {
    const isInteractive = Object.keys(document.documentElement).some((key) => key.startsWith("__reactFiber$"));
    return isInteractive && !document.querySelector("body > div[hidden][id^='S:']");
  });
}
