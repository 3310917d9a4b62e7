import { expectAccessible } from "#testing/browser/accessible";
import { addKey } from "#testing/browser/keys";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { askerWith } from "#testing/clients/gateway-journeys";
import { makeWorkspace } from "#testing/people/people";

test("anybody who finds a token can report it: it is revoked, and its owner sees that it leaked", async ({
  person,
  installation,
  request,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  const acme = await makeWorkspace(ada, "Acme");
  const token = await addKey(ada, acme, { name: "Laptop" });
  const other = await addKey(ada, acme, { name: "Script" });
  const ask = askerWith(token, installation.url);
  expect((await ask("ping")).status).toBe(200);

  const address = `${installation.url}/api/v1/credentials/revoke`;
  const known = await request.post(address, { data: { credentials: [token] } });
  const unknown = await request.post(address, { data: { credentials: [`${token.slice(0, -1)}!`, "nonsense"] } });
  expect([known.status(), unknown.status()]).toEqual([202, 202]);
  expect(await known.json()).toEqual(await unknown.json());

  expect((await ask("ping")).status).toBe(401);
  expect((await askerWith(other, installation.url)("ping")).status).toBe(200);
  await visit(page, `/w/${acme.slug}/settings/mcp`);
  await expect(page.getByText(/Revoked .*: leaked/)).toBeVisible();
  await page.getByRole("link", { name: "Laptop" }).click();
  await expect(page.getByText("The token of this key got out")).toBeVisible();
  await expectAccessible(page, "the page of a leaked key");
  expect(installation.output()).not.toContain(token.slice(12, -6));
});
