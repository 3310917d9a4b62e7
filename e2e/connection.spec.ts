import { expectAccessible } from "#testing/browser/accessible";
import { addKey, requestKey, revealedToken } from "#testing/browser/keys";
import { addServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { openSdk2 } from "#testing/clients/mcp-clients";
import { post } from "#testing/clients/post";
import { scaled } from "#testing/machine/slowness";
import { makeWorkspace } from "#testing/people/people";

const LIST = { method: "tools/list" };

test("the reveal dialog waits for the client, names what is wrong with its request, and says when it is connected", async ({
  person,
  everything,
  installation,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  const { slug } = acme;
  await addServer(ada, acme, { name: "Everything", url: everything.url });
  const url = `${installation.url}/mcp`;
  await requestKey(page, slug, { name: "Laptop", access: "Full access" });
  const dialog = page.getByRole("dialog", { name: "Save your key" });
  await expect(dialog.getByText("Waiting for the first connection…")).toBeVisible();
  const token = await revealedToken(page);

  await expect(dialog.getByText(/check that its configuration has the header/)).toBeVisible();
  await post(url, null, LIST, { "user-agent": "somebody-else/1" });
  await post(url, null, LIST, { authorization: token });
  await expect(dialog.getByText(/left out the word “Bearer”$/)).toBeVisible();
  await expect(dialog.getByText("somebody-else")).toBeHidden();
  await post(url, token.slice(0, 30), LIST);
  await expect(dialog.getByText(/sent only the beginning of a key$/)).toBeVisible();
  await expectAccessible(page, "the reveal dialog with a problem");

  const client = await openSdk2({ url, headers: { authorization: `Bearer ${token}` } }, "auto");
  const tools = await client.toolNames();
  await expect(dialog.getByText(`Connected: journey 1.0.0, ${tools.length} tools`)).toBeVisible();
  await expect(dialog.getByText("Waiting for the first connection…")).toBeHidden();
  await expect(dialog.getByRole("button", { name: "Done" })).toBeEnabled();
  await client.close();
});

test("the connection of a key can be tested later, and the test names another key that the client uses instead", async ({
  person,
  installation,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  const token = await addKey(ada, acme, { name: "Laptop" });
  const other = await addKey(ada, acme, { name: "Desktop" });
  await visit(page, `/w/${acme.slug}/settings/mcp`);
  await page.getByRole("button", { name: "Actions for Laptop" }).click();
  const asked = page.waitForResponse(/\/keys\/key_[0-9a-z]+\/connection\?/);
  await page.getByRole("menuitem", { name: "Test connection" }).click();
  const dialog = page.getByRole("dialog", { name: "Test the connection of Laptop" });
  const { pathname } = new URL((await asked).url());

  await post(`${installation.url}/mcp`, other, LIST);
  await expect(dialog.getByText(/sent another of your keys, Desktop$/)).toBeVisible({ timeout: scaled(20_000) });
  await expectAccessible(page, "the test of a connection");
  await post(`${installation.url}/mcp`, token, LIST, { "user-agent": "cursor/1.2" });
  await expect(dialog.getByText(/^Connected: .*cursor 1\.2, 1 tool$/)).toBeVisible({ timeout: scaled(20_000) });

  const bob = await person("Bob");
  expect((await bob.page.request.get(pathname)).status()).toBe(404);
  const stranger = await page.context().browser()?.newContext({ baseURL: installation.url });
  expect((await stranger?.request.get(pathname))?.status()).toBe(401);
  await stranger?.close();
});
