import { expect, type Page } from "@playwright/test";
import { createUpstream } from "#lib/upstreams/settings/create-upstream";
import { createUpstreamSchema } from "#lib/upstreams/settings/schema";
import { inside } from "#testing/browser/inside";
import { visit } from "#testing/browser/visit";
import { callerOf } from "#testing/people/factories";
import type { Person, Workspace } from "#testing/people/people";

/**
 * Connects an MCP server to a workspace without the form, for journeys that prove something else.
 * @returns the server's id
 */
export async function addServer(
  admin: Person,
  workspace: Workspace,
  server: { name: string; url: string; environment?: string },
): Promise<string> {
  const input = createUpstreamSchema.parse({ workspace: workspace.slug, ...server });
  const { id } = await inside(admin.installation, () => createUpstream(callerOf(admin, new Date()), input));
  return id;
}

/**
 * Connects an MCP server through the form; its page is open afterwards.
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
