import { expect, type Page } from "@playwright/test";
import { test as base } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { type RunningServer, startEverythingServer } from "#testing/servers/mcp-servers";

/** As `test`, with an MCP server that nobody here wrote. */
export const test = base.extend<object, { everything: RunningServer }>({
  everything: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from this pattern.
    async ({}, use) => {
      const server = await startEverythingServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 30_000 },
  ],
});

/**
 * Connects an MCP server as an admin does; its page is open afterwards.
 * @returns the server's id
 */
export async function connectServer(page: Page, slug: string, server: { name: string; url: string }): Promise<string> {
  await visit(page, `/w/${slug}/settings/servers`);
  await page.getByRole("button", { name: "Add MCP server" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Add an MCP server" });
  await dialog.getByLabel("Name", { exact: true }).fill(server.name);
  await dialog.getByLabel("URL").fill(server.url);
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/\/settings\/servers\/ups_[0-9a-z]+$/);
  await expect(page.getByRole("heading", { level: 1, name: server.name })).toBeVisible();
  await expect(page.getByText("Connected", { exact: true })).toBeVisible();
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}
