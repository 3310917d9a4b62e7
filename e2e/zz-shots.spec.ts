import { addServer } from "#testing/browser/servers";
import { test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { registerClient } from "#testing/clients/oauth-client";
import { startCallback } from "#testing/clients/loopback-callback";
import { makeWorkspace } from "#testing/people/people";
import { violationsOf } from "#testing/browser/accessible";

test("shots", async ({ person, installation, everything }) => {
  test.setTimeout(600_000);
  const ada = await person("Ada");
  const { page } = ada;
  page.on("console", (m) => console.log("CONSOLE", m.type(), m.text().slice(0, 300)));
  const shot = async (name: string) => {
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `/tmp/oauth-ui-shots/${name}-${width}.png`, fullPage: true });
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  };
  const callback = await startCallback();
  const client = await registerClient(installation.url, [callback.redirectUri]);
  const path = `/oauth/authorize?${client.query()}`;
  await visit(page, path);
  await shot("0-no-workspace");
  const acme = await makeWorkspace(ada, "Acme");
  await addServer(ada, acme, { name: "Everything", url: everything.url });
  await visit(page, path);
  await page.getByText("Show the tools").waitFor();
  await shot("1-one-click");
  console.log(await violationsOf(page));
  await page.getByText("Change", { exact: true }).click();
  await shot("2-open");
  await page.emulateMedia({ colorScheme: "dark" });
  await shot("2-open-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.getByRole("button", { name: "Connect" }).click();
  console.log(String(await callback.answer()));
  await page.waitForURL(/callback/);
  console.log("COUNT", callback.count());
  await visit(page, path);
  await shot("3-again");
  const web = await registerClient(installation.url, ["https://connector.example.com/callback"]);
  await visit(page, `/oauth/authorize?${web.query({ scope: "mcp:full" })}`);
  await shot("4-web");
  await visit(page, `/oauth/authorize?${web.query({ code_challenge_method: "plain" })}`);
  await shot("5-refused-web");
  await visit(page, `/oauth/authorize?${web.query({ client_id: "nobody" })}`);
  await shot("6-unknown");
  const app = await registerClient(installation.url, ["cursor://anysphere.cursor-mcp/oauth/callback"]);
  await visit(page, `/oauth/authorize?${app.query()}`);
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByRole("heading", { name: /is connected/ }).waitFor();
  await shot("7-app-connected");
});
