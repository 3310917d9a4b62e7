import { db } from "#lib/db/client";
import { newId } from "#lib/ids";
import { NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";

type AppOptions = {
  name?: string;
  scopes?: string[];
  environment?: string | null;
  serverIds?: string[];
  createdAt?: Date;
  expiresAt?: Date | null;
  revokedAt?: Date | null;
  /** The id of the row of its client; a client that registered itself is made without it. */
  clientRowId?: string;
};

/** Makes the row of a client that registered itself. @returns its id */
export async function makeClient(name = "Test client"): Promise<string> {
  const id = newId("cli");
  await db().oAuthClient.create({
    data: {
      id,
      clientId: `lkc_${id}`,
      source: "dynamic",
      name,
      redirectUris: ["http://127.0.0.1/callback"],
      createdAt: NOW,
      updatedAt: NOW,
    },
  });
  return id;
}

/** Makes a connected app that reaches `workspaces`. @returns its id */
export async function makeApp(owner: TestUser, workspaces: TestWorkspace[], options: AppOptions = {}): Promise<string> {
  const id = newId("key");
  await db().key.create({
    data: {
      id,
      familyId: id,
      userId: owner.id,
      oauthClientId: options.clientRowId ?? (await makeClient(options.name)),
      name: options.name ?? "Test client",
      tokenStart: "",
      tokenEnd: "",
      scopes: options.scopes ?? ["mcp:read"],
      environment: options.environment ?? null,
      allServers: options.serverIds === undefined,
      createdAt: options.createdAt ?? NOW,
      updatedAt: NOW,
      expiresAt: options.expiresAt ?? null,
      revokedAt: options.revokedAt ?? null,
      workspaces: { create: workspaces.map(({ id: workspaceId }) => ({ workspaceId })) },
      servers: { create: (options.serverIds ?? []).map((upstreamId) => ({ upstreamId })) },
    },
  });
  return id;
}
