import { expectAccessible } from "#testing/browser/accessible";
import { withDatabase } from "#testing/browser/database";
import { makeKey } from "#testing/browser/keys";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { startInstallation } from "#testing/machine/installation";
import { startMailServer } from "#testing/machine/mail-server";
import { scaled } from "#testing/machine/slowness";
import { setUp } from "#testing/people/people";

test("an expiring key gives one notice in the dashboard and one mail, and the notice stays read", async ({
  browser,
}) => {
  const mails = await startMailServer();
  const installation = await startInstallation({ SMTP_URL: mails.url });
  const context = await browser.newContext({ baseURL: installation.url, reducedMotion: "reduce" });
  const page = await context.newPage();
  await setUp(page);
  await makeKey(page, "acme", { name: "Claude Desktop" });

  await test.step("there is no notice of a new key", async () => {
    await visit(page, "/w/acme");
    await page.getByRole("button", { name: "Notices", exact: true }).click();
    await expect(page.getByRole("dialog", { name: "Notices" }).getByText(/Nothing to tell/)).toBeVisible();
    await expectAccessible(page, "the empty list of notices");
    await page.keyboard.press("Escape");
  });

  await test.step("three months later the background job gives a notice", async () => {
    await withDatabase(installation, (client) =>
      client.query(
        `UPDATE "Key" SET "createdAt" = now() - interval '89 days', "expiresAt" = now() + interval '20 hours'`,
      ),
    );
    await installation.stop();
    await installation.restart();
    await expect(async () => {
      await visit(page, "/w/acme");
      await expect(page.getByRole("button", { name: "Notices, 1 unread" })).toBeVisible({ timeout: scaled(1_000) });
    }).toPass({ timeout: scaled(60_000) });
    await expect.poll(() => mails.received.length, { timeout: scaled(60_000) }).toBe(1);
    expect(mails.received[0]).toContain("expires in 19 hours, on");
  });

  await test.step("the list of notices works by keyboard", async () => {
    await page.getByRole("button", { name: "Notices, 1 unread" }).focus();
    await page.keyboard.press("Enter");
    const list = page.getByRole("dialog", { name: "Notices" });
    await expect(list.getByRole("heading", { name: /Unread: Claude Desktop expires in 19 hours/ })).toBeVisible();
    await expectAccessible(page, "the list of notices");
    await list.getByRole("button", { name: "Mark all as read" }).click();
    await expect(page.getByRole("button", { name: "Notices", exact: true })).toBeVisible();
    await expect(list).toBeVisible();
  });

  await test.step("a notice links to the key, and stays read", async () => {
    await page
      .getByRole("dialog", { name: "Notices" })
      .getByRole("link", { name: /Claude Desktop/ })
      .click();
    await page.waitForURL(/\/settings\/mcp\/key_/);
    await expect(page.getByRole("heading", { level: 1, name: "Claude Desktop" })).toBeVisible();
    await visit(page, "/account");
    await expect(page.getByRole("button", { name: "Notices", exact: true })).toBeVisible();
  });

  await test.step("narrow screens show the notices in their bar", async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await visit(page, "/w/acme/settings/mcp");
    await page.getByRole("button", { name: "Notices", exact: true }).click();
    await expect(page.getByRole("dialog", { name: "Notices" }).getByText(/Claude Desktop/)).toBeVisible();
    await expectAccessible(page, "the list of notices, 390 pixels wide");
  });

  expect(mails.received).toHaveLength(1);
  await context.close();
  await installation.remove();
  await mails.stop();
});
