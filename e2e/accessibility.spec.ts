import { expectAccessible } from "#testing/browser/accessible";
import { closeReveal, makeKey, requestKey } from "#testing/browser/keys";
import { connectServer, test } from "#testing/browser/servers";
import { expect } from "#testing/browser/test";
import { makeWorkspace } from "#testing/people/people";

test("axe finds nothing on the pages of whoever is not signed in", async ({ page }) => {
  for (const path of ["/sign-in", "/sign-up", "/invite/wrong", "/no-such-page"]) {
    await page.goto(path);
    await expectAccessible(page, path);
  }
});

for (const width of [1280, 390]) {
  test(`axe finds nothing on any page of a workspace, ${width} pixels wide`, async ({ person, everything }) => {
    // Axe takes a second or two for each page and theme.
    test.setTimeout(180_000);
    const ada = await person("Ada");
    const { slug } = await makeWorkspace(ada, "Acme");
    await makeKey(ada.page, slug, { name: "Claude Desktop" });
    const server = await connectServer(ada.page, slug, { name: "Everything", url: everything.url });
    await ada.page.setViewportSize({ width, height: 800 });
    const settings = [
      "general",
      "members",
      "servers",
      `servers/${server}`,
      "mcp",
      "access",
      "usage",
      "webhooks",
      "policy",
    ].map((name) => `/w/${slug}/settings/${name}`);
    for (const path of [`/w/${slug}`, ...settings, "/account", "/new-workspace", `/w/${slug}/nothing`]) {
      await ada.page.goto(path);
      await expectAccessible(ada.page, path);
    }
  });
}

test("axe finds nothing in the dialogs of the keys", async ({ person }) => {
  const ada = await person("Ada");
  const { slug } = await makeWorkspace(ada, "Acme");
  const { page } = ada;
  await requestKey(page, slug, { name: "Claude Desktop" });
  for (const tab of await page.getByRole("tab").all()) {
    await tab.click();
    await expectAccessible(page, `the reveal dialog, ${await tab.textContent()}`);
  }
  await closeReveal(page);
  await page.getByText("Set-up instructions").click();
  await expectAccessible(page, "the set-up instructions");
  await page.getByRole("button", { name: "Revoke Claude Desktop" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await expectAccessible(page, "the dialog that revokes");
});
