import { expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { createWorkspace, OWNED_WORKSPACES_MAX } from "#lib/workspaces/create-workspace";
import { deleteWorkspace } from "#lib/workspaces/delete-workspace";
import { listWorkspaces } from "#lib/workspaces/queries";
import { renameWorkspace } from "#lib/workspaces/rename-workspace";
import { setUp } from "#lib/workspaces/set-up";
import { useDatabase } from "#testing/databases/use-database";
import { stillRateLimits } from "#testing/machine/still-rate-limits";
import { callerOf, makeKey, makeUser, makeWorkspace, NOW } from "#testing/people/factories";

stillRateLimits();
useDatabase();

const newcomer = { now: NOW, address: "127.0.0.1" };
const account = {
  name: "Ada",
  email: "ada@example.com",
  password: "violet anchor tumble sieve",
  workspaceName: "Acme",
};

test("makes the first account the owner of its workspace at set-up", async () => {
  expect(await setUp(newcomer, account)).toMatchObject({ slug: "acme" });
  const membership = await db().membership.findFirstOrThrow({ include: { user: true, workspace: true } });
  expect(membership).toMatchObject({ role: "owner", user: { email: account.email }, workspace: { name: "Acme" } });
});

test("refuses set-up when a user exists", async () => {
  await makeUser();
  await expect(setUp(newcomer, account)).rejects.toMatchObject({ code: "NOT_FOUND" });
  // The check of the password costs time, so it comes later.
  const common = { ...account, password: "password1234" };
  await expect(setUp(newcomer, common)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("lets one of several set-ups at the same time succeed", async () => {
  const emails = ["a@example.com", "b@example.com", "c@example.com", "d@example.com"];
  const results = await Promise.allSettled(emails.map((email) => setUp(newcomer, { ...account, email })));
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  expect(await db().user.count()).toBe(1);
});

test("refuses a common password at set-up, and creates nothing", async () => {
  const attempt = setUp(newcomer, { ...account, password: "password1234" });
  await expect(attempt).rejects.toMatchObject({ fields: { password: expect.stringContaining("easy to guess") } });
  expect(await db().user.count()).toBe(0);
});

test("gives workspaces with the same name different slugs, also when they are created at the same time", async () => {
  const ada = await makeUser();
  const made = await Promise.all([1, 2, 3].map(() => createWorkspace(callerOf(ada), { name: "Acme" })));
  expect(new Set(made.map((workspace) => workspace.slug)).size).toBe(3);
});

test("a slug does not tell whether another workspace has the name", async () => {
  const [ada, eve] = [await makeUser("Ada"), await makeUser("Eve")];
  const first = await createWorkspace(callerOf(ada), { name: "Acme" });
  const second = await createWorkspace(callerOf(eve), { name: "Acme" });
  for (const { slug } of [first, second]) expect(slug).toMatch(/^acme-[2-9b-z]{4}$/);
});

test("lets a person make ten workspaces in an hour, and own no more than 50", async () => {
  const [ada, bob] = [await makeUser("Ada"), await makeUser("Bob")];
  for (let made = 1; made <= 10; made += 1) await createWorkspace(callerOf(ada), { name: "Acme" });
  const eleventh = createWorkspace(callerOf(ada), { name: "Acme" });
  await expect(eleventh).rejects.toMatchObject({
    code: "RATE_LIMITED",
    message: expect.stringContaining("10 an hour"),
  });
  for (let made = 1; made < OWNED_WORKSPACES_MAX; made += 1) await makeWorkspace("Acme", [[bob, "owner"]]);
  const attempts = [1, 2, 3].map(() => createWorkspace(callerOf(bob), { name: "Acme" }));
  const results = await Promise.allSettled(attempts);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await expect(createWorkspace(callerOf(bob), { name: "Acme" })).rejects.toMatchObject({ code: "CONFLICT" });
});

test("keeps the slug when a workspace is renamed, and records both names", async () => {
  const ada = await makeUser();
  const workspace = await makeWorkspace("Acme", [[ada, "owner"]]);
  await renameWorkspace(callerOf(ada), { workspace: workspace.slug, name: "Acme International" });
  expect(await listWorkspaces(callerOf(ada))).toMatchObject([{ name: "Acme International", slug: workspace.slug }]);
  const event = await db().auditEvent.findFirstOrThrow({ where: { action: "workspace.renamed" } });
  expect(event).toMatchObject({ before: { name: "Acme" }, after: { name: "Acme International" } });
});

test("refuses to rename for a member, and hides the workspace from a stranger", async () => {
  const [ada, grace, mallory] = [await makeUser("Ada"), await makeUser("Grace"), await makeUser("Mallory")];
  const workspace = await makeWorkspace("Acme", [
    [ada, "owner"],
    [grace, "member"],
  ]);
  const rename = { workspace: workspace.slug, name: "Mine" };
  await expect(renameWorkspace(callerOf(grace), rename)).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(renameWorkspace(callerOf(mallory), rename)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("deletes a workspace only for an owner who typed its name", async () => {
  const [ada, grace] = [await makeUser("Ada"), await makeUser("Grace")];
  const { slug } = await makeWorkspace("Acme", [
    [ada, "owner"],
    [grace, "admin"],
  ]);
  const wrong = deleteWorkspace(callerOf(ada), { workspace: slug, confirmation: "acme" });
  await expect(wrong).rejects.toMatchObject({ fields: { confirmation: expect.any(String) } });
  const byAdmin = deleteWorkspace(callerOf(grace), { workspace: slug, confirmation: "Acme" });
  await expect(byAdmin).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await db().workspace.count()).toBe(1);
});

test("deletes a workspace whose name holds what no screen shows, for the name as the screen shows it", async () => {
  const ada = await makeUser();
  const { slug } = await makeWorkspace("Acme\n\u202eLabs\u200b", [[ada, "owner"]]);
  const wrong = deleteWorkspace(callerOf(ada), { workspace: slug, confirmation: "Acme" });
  await expect(wrong).rejects.toMatchObject({ code: "INVALID_INPUT" });
  await deleteWorkspace(callerOf(ada), { workspace: slug, confirmation: "Acme Labs" });
  expect(await db().workspace.count()).toBe(0);
});

test("revokes the keys that reached only the deleted workspace, and no others", async () => {
  const ada = await makeUser();
  const [acme, labs] = [await makeWorkspace("Acme", [[ada, "owner"]]), await makeWorkspace("Labs", [[ada, "owner"]])];
  const lone = await makeKey(ada, [acme]);
  const shared = await makeKey(ada, [acme, labs]);
  await deleteWorkspace(callerOf(ada), { workspace: acme.slug, confirmation: "Acme" });
  const keys = await db().key.findMany({ select: { id: true, revokedAt: true, revokedReason: true } });
  expect(keys.find((key) => key.id === lone)).toMatchObject({
    revokedAt: NOW,
    revokedReason: expect.stringContaining("Acme"),
  });
  expect(keys.find((key) => key.id === shared)).toMatchObject({ revokedAt: null });
});

test("records no event when the name stays the same", async () => {
  const ada = await makeUser();
  const workspace = await makeWorkspace("Acme", [[ada, "owner"]]);
  await renameWorkspace(callerOf(ada), { workspace: workspace.slug, name: "Acme" });
  expect(await db().auditEvent.count()).toBe(0);
});

test("revokes keys whose other workspaces are detached, and keeps earlier revocations as they are", async () => {
  const ada = await makeUser();
  const [acme, labs] = [await makeWorkspace("Acme", [[ada, "owner"]]), await makeWorkspace("Labs", [[ada, "owner"]])];
  const detached = await makeKey(ada, [acme, labs]);
  await db().keyWorkspace.updateMany({ where: { workspaceId: labs.id }, data: { detachedAt: NOW } });
  const revoked = await makeKey(ada, [acme], { revokedAt: addDays(NOW, -1) });
  await deleteWorkspace(callerOf(ada), { workspace: acme.slug, confirmation: "Acme" });
  const keys = await db().key.findMany({ select: { id: true, revokedAt: true, revokedReason: true } });
  expect(keys.find((key) => key.id === detached)).toMatchObject({ revokedAt: NOW });
  expect(keys.find((key) => key.id === revoked)).toMatchObject({ revokedAt: addDays(NOW, -1), revokedReason: null });
});
