import { expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { lastClient } from "#lib/keys/lists/last-client";
import { makeKey, makeServiceKey, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner", grace: "member" } });

const use = (id: string, lastUsedClient: string | null, daysAgo: number) =>
  db().key.update({ where: { id }, data: { lastUsedClient, lastUsedAt: addDays(NOW, -daysAgo) } });

test("the last client is the one that used an own key last and gave a name", async () => {
  const { ada, grace, acme, callers } = world;
  expect(await lastClient(callers.ada)).toBeNull();
  await use(await makeKey(ada, [acme]), "claude-code", 3);
  await use(await makeKey(ada, [acme], { revokedAt: NOW }), "codex-mcp-client", 2);
  await use(await makeKey(ada, [acme]), null, 1);
  await use(await makeKey(grace, [acme]), "cursor", 0);
  await use(await makeServiceKey(acme), "curl", 0);
  expect(await lastClient(callers.ada)).toBe("codex-mcp-client");
});
