import type { Page } from "@playwright/test";
import { MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { expectAccessible } from "#testing/browser/accessible";
import { inside } from "#testing/browser/inside";
import { addKey } from "#testing/browser/keys";
import { addServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { post } from "#testing/clients/post";
import { scaled } from "#testing/machine/slowness";
import { makeWorkspace } from "#testing/people/people";
import { startModernServer } from "#testing/servers/mcp-servers";

/** Loads the page again until the background work has changed it. */
const becomes = (page: Page, path: string, check: () => Promise<unknown>) =>
  expect(async () => {
    await visit(page, path);
    await check();
  }).toPass({ timeout: scaled(60_000) });

test("a server whose calls fail is shown so at once, is checked by itself, and its admins are told once each way", async ({
  person,
  notebook,
  installation,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  const doomed = await startModernServer();
  const id = await addServer(ada, acme, { name: "Doomed", url: doomed.url });
  const overview = `/w/${acme.slug}`;
  const atServer = `${overview}/settings/servers/${id}`;
  /** Lets time pass for the background work: what it waits for is due now. */
  const change = (data: object) =>
    inside(installation, () => db().upstream.update({ where: { id }, data: { ...data, checkAt: new Date() } }));
  const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS);
  const token = await addKey(ada, acme, { name: "Claude Code" });

  await test.step("a call that fails is shown at once", async () => {
    await doomed.stop();
    const message = { method: "tools/call", params: { name: "doomed__list_notes", arguments: {} } };
    expect((await post(`${installation.url}/mcp`, token, message)).body.error?.message).toContain("Doomed");
    await becomes(page, atServer, () => expect(page.getByText("Last call failed")).toBeVisible({ timeout: 500 }));
    await expectAccessible(page, "the page of a server with a failed call");
    await visit(page, overview);
    await expect(page.getByText("A call to an MCP server failed")).toBeVisible();
  });

  await test.step("the server is checked again, and its admins are told", async () => {
    await change({ catalogueAt: ago(20), troubledSince: ago(10) });
    await becomes(page, atServer, () => expect(page.getByText("Not responding")).toBeVisible({ timeout: 500 }));
    await expect(page.getByText("Latchkey tries again by itself.")).toBeVisible();
    await visit(page, overview);
    await expect(page.getByText("The MCP server does not work")).toBeVisible();
    await page.getByRole("button", { name: "Notices, 1 unread" }).click();
    const list = page.getByRole("dialog", { name: "Notices" });
    await expect(list.getByRole("heading", { name: "Unread: Doomed does not work" })).toBeVisible();
    await expectAccessible(page, "the notice of a server that does not work");
    await list.getByRole("link", { name: "Doomed does not work" }).click();
    await page.waitForURL(`**${atServer}`);
  });

  await test.step("when it works again they are told that too", async () => {
    await change({ url: notebook.url });
    await becomes(page, atServer, () =>
      expect(page.getByText("Connected", { exact: true })).toBeVisible({ timeout: 500 }),
    );
    await change({ worksAgainSince: ago(6) });
    await becomes(page, overview, () =>
      expect(page.getByRole("button", { name: "Notices, 1 unread" })).toBeVisible({ timeout: 500 }),
    );
    await page.getByRole("button", { name: "Notices, 1 unread" }).click();
    await expect(page.getByRole("heading", { name: "Unread: Doomed works again" })).toBeVisible();
    await expect(page.getByText("does not work")).toHaveCount(0);
  });
});
