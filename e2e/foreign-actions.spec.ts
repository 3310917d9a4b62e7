import { makeApiTokenByForm } from "#testing/browser/api-tokens";
import { contentsOfDatabase } from "#testing/browser/database";
import { addKey, closeReveal } from "#testing/browser/keys";
import { ENABLE, ENABLE_WEBHOOK, PERFORMANCES, type Performance, type Scene } from "#testing/browser/performances";
import { addServer } from "#testing/browser/servers";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { addWebhook } from "#testing/browser/webhooks";
import { registerClient } from "#testing/clients/oauth-client";
import { actionNames, holdAction, type RecordedAction, sendAction } from "#testing/clients/server-actions";
import { addMember, beginSessionOf, confirmEmail, invite, makeWorkspace, type Person } from "#testing/people/people";
import type { RunningServer } from "#testing/servers/mcp-servers";

/** Actions that name nothing that could belong to somebody else. */
const ABOUT_ONESELF = [
  "setUpAction",
  "signUpAction",
  "createWorkspaceAction",
  "updateProfileAction",
  "changePasswordAction",
  "endOtherSessionsAction",
  "createApiTokenAction",
  "refuseAppAction",
];
/** Ignores ids of other people's notices, as if they did not exist (lib/notices). */
const OF_NOTICES = ["markNoticesReadAction"];
/** For people without an account: the secret in the link is the permission. */
const BY_SECRET = ["acceptAsNewAction"];

/** Matches an answer that names something of Ada's. */
const ADAS = /Acme Works|Marmalade|Saffron|Turmeric|Cinnamon|Nutmeg|Paprika|judy@|grace\.\w+@|heidi\.\w+@|ada\.\w+@/;

async function setScene(person: (name: string) => Promise<Person>, everything: RunningServer): Promise<Scene> {
  const [ada, grace, heidi, carol] = await Promise.all([
    person("Ada"),
    person("Grace"),
    person("Heidi"),
    person("Carol"),
  ]);
  const acme = await makeWorkspace(ada, "Acme Works");
  await addMember(ada, acme, grace);
  await addMember(ada, acme, heidi);
  await invite(ada, acme, "judy@example.com");
  const invitation = await invite(ada, acme, carol.email);
  await invite(ada, await makeWorkspace(ada, "Paprika"), carol.email);
  await confirmEmail(carol);
  const serverId = await addServer(ada, acme, { name: "Marmalade", url: everything.url });
  for (const name of ["Saffron", "Turmeric"]) await addKey(ada, acme, { name });
  await makeApiTokenByForm(ada.page, "Cinnamon", ["keys:read"]);
  await beginSessionOf(ada, "Safari on iPhone");
  await visit(ada.page, `/w/${acme.slug}/settings/service-keys`);
  await ada.page.getByLabel("Key name").fill("Nutmeg");
  await ada.page.getByRole("button", { name: "Create service key" }).click();
  await closeReveal(ada.page);
  await addWebhook(ada.page, acme.slug, "http://127.0.0.1:9/webhook");
  await ada.page.getByRole("button", { name: "Send test" }).click();
  await expect(ada.page.getByText("Test message")).toBeVisible();
  const webhookId = new URL(ada.page.url()).pathname.split("/").at(-1) ?? "";
  const { query } = await registerClient(ada.installation.url);
  return {
    people: { ada, grace, heidi, carol },
    acme,
    serverId,
    webhookId,
    invitation,
    consentQuery: query(),
  };
}

type Names = ReadonlyMap<string, string>;

async function record(scene: Scene, names: Names, { action, by, path, perform }: Performance): Promise<RecordedAction> {
  const { page } = scene.people[by];
  await visit(page, path(scene));
  return holdAction(
    page,
    () => perform(page),
    (id) => names.get(id) === action,
  );
}

test("no server action on somebody's things works for anybody else", async ({ person, everything, installation }) => {
  const scene = await setScene(person, everything);
  const bob = await person("Bob");
  await makeWorkspace(bob, "Humble");
  const names = await actionNames();
  const recorded: { performance: Performance; action: RecordedAction }[] = [];
  for (const performance of PERFORMANCES) {
    await test.step(`record ${performance.action}`, async () => {
      const action = await record(scene, names, performance);
      expect(names.get(action.id)).toBe(performance.action);
      recorded.push({ performance, action });
    });
  }
  const whatAdaDoes = (name: string) => recorded.find(({ performance }) => performance.action === name)?.action;
  for (const performance of [ENABLE, ENABLE_WEBHOOK]) {
    const disable = whatAdaDoes(performance.action.replace("enable", "disable"));
    if (!disable) throw new Error(`Nobody disabled what ${performance.action} enables.`);
    await sendAction(scene.people.ada.page, disable);
    recorded.push({ performance, action: await record(scene, names, performance) });
  }

  await test.step("these are all actions there are", () => {
    const tried = recorded.map(({ performance }) => performance.action);
    expect([...names.values()].sort()).toEqual([...tried, ...ABOUT_ONESELF, ...BY_SECRET, ...OF_NOTICES].sort());
  });

  for (const { performance, action } of recorded) {
    await test.step(`${performance.action} by Bob`, async () => {
      const before = await contentsOfDatabase(installation);
      const answer = await sendAction(bob.page, action);
      expect(answer.isDone).toBe(false);
      expect(answer.text).toContain('"status":"error"');
      expect(answer.text).not.toMatch(ADAS);
      expect(await contentsOfDatabase(installation)).toEqual(before);
    });
  }

  await test.step("without a session each leads to sign-in", async () => {
    await bob.page.context().clearCookies();
    const before = await contentsOfDatabase(installation);
    for (const { action } of recorded) {
      const answer = await sendAction(bob.page, action);
      expect(answer.redirectsTo).toContain("/sign-in");
      expect(answer.text).not.toMatch(ADAS);
    }
    expect(await contentsOfDatabase(installation)).toEqual(before);
  });

  // A recorded request proves something only if it works for the person it is meant for.
  for (const { performance, action } of [...recorded.slice(-2), ...recorded.slice(0, -2)]) {
    await test.step(`${performance.action} by the person who may`, async () => {
      expect((await sendAction(scene.people[performance.by].page, action)).isDone).toBe(true);
    });
  }
});
