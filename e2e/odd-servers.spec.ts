import { expectAccessible } from "#testing/browser/accessible";
import { addServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { addMember, makeWorkspace } from "#testing/people/people";
import { introduced, startScriptedServer, toolList } from "#testing/servers/scripted-server";

test("the page of an odd server offers what is right, names what is not, and quotes the server to admins", async ({
  person,
}) => {
  const [ada, bob] = await Promise.all([person("Ada"), person("Bob")]);
  const acme = await makeWorkspace(ada, "Acme");
  await addMember(ada, acme, bob);
  const server = await startScriptedServer({
    initialize: introduced({ tools: {}, resources: {}, prompts: {} }),
    "tools/list": toolList("good", { name: "paint", inputSchema: { type: "string" } }, 5),
    "prompts/list": { error: { code: -32603, message: "Not today" } },
    "resources/list": { result: { resources: [] } },
  });
  const { page } = ada;
  const path = `/w/${acme.slug}/settings/servers/${await addServer(ada, acme, { name: "Odd", url: server.url })}`;

  await visit(page, path);
  await expect(page.getByText("Connected", { exact: true })).toBeVisible();
  await expect(page.getByRole("list", { name: "Tools" }).getByRole("listitem")).toHaveText(/good/);
  await expect(page.getByText("Its prompts could not be read", { exact: true })).toBeVisible();
  await expect(page.getByText("The server said: Not today (code -32603)")).toBeVisible();
  await expect(page.getByText("2 entries of its lists cannot be used, so keys do not see them")).toBeVisible();
  await expect(page.getByRole("list", { name: "Entries that cannot be used" }).getByRole("listitem")).toHaveText([
    "Tool paint: inputSchema.type is not “object”",
    "Tool no. 3: it is no object",
  ]);
  await page.getByRole("tab", { name: "Prompts 0" }).click();
  await expect(page.getByText("Its prompts could not be read.", { exact: true })).toBeVisible();
  await expectAccessible(page, "the page of an odd server");

  server.answer({ "tools/list": { error: { code: -32001, message: "API key required" }, status: 401 } });
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect(page.getByText("It requires a valid credential (HTTP 401).")).toBeVisible();
  await expect(page.getByText("The server said: API key required (code -32001)")).toBeVisible();
  await expect(page.getByText("Check the path")).toHaveCount(0);
  await expectAccessible(page, "the page of an odd server");

  await visit(bob.page, path);
  await expect(bob.page.getByText("It requires a valid credential (HTTP 401).")).toBeVisible();
  await expect(bob.page.getByText("API key required")).toHaveCount(0);
  await server.stop();
});
