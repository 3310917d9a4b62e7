import { randomBytes } from "node:crypto";
import type { Role } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { newId } from "#lib/ids";
import { hashToken } from "#lib/secrets/token";
import type { CallOutcome } from "#lib/usage/outcome";
import { writeCalls } from "#lib/usage/write-calls";

/** The default time of tests. */
export const NOW = new Date("2026-11-21T12:00:00.000Z");

export type TestUser = { id: string; name: string; email: string };
export type TestWorkspace = { id: string; name: string; slug: string };

/** Makes a user without a password. */
export async function makeUser(name = "Ada"): Promise<TestUser> {
  const id = newId("usr");
  const email = `${name.toLowerCase().replaceAll(/[^a-z0-9]/g, "")}.${id.slice(-8)}@example.com`;
  await db().user.create({ data: { id, name, email, createdAt: NOW, updatedAt: NOW } });
  return { id, name, email };
}

/** Makes a workspace with these members. */
export async function makeWorkspace(name: string, members: [TestUser, Role][]): Promise<TestWorkspace> {
  const id = newId("ws");
  const slug = `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}-${id.slice(-6)}`;
  await db().workspace.create({ data: { id, name, slug, createdAt: NOW, updatedAt: NOW } });
  for (const [user, role] of members) await makeMembership(id, user, role);
  return { id, name, slug };
}

export async function makeMembership(workspaceId: string, user: TestUser, role: Role): Promise<void> {
  await db().membership.create({ data: { workspaceId, userId: user.id, role, createdAt: NOW } });
}

type KeyOptions = {
  name?: string;
  scopes?: string[];
  expiresAt?: Date | null;
  revokedAt?: Date | null;
  token?: string;
  environment?: string | null;
  /** The ids of its servers, if the key is limited to some. */
  serverIds?: string[];
  createdAt?: Date;
  isLegacy?: boolean;
};

/** Makes a key row that reaches `workspaces`. With `token`, the key works with this token. @returns its id */
export async function makeKey(owner: TestUser, workspaces: TestWorkspace[], options: KeyOptions = {}): Promise<string> {
  const id = newId("key");
  await db().key.create({
    data: {
      ...keyData(id, options),
      userId: owner.id,
      workspaces: { create: workspaces.map((workspace) => ({ workspaceId: workspace.id })) },
    },
  });
  return id;
}

function keyData(id: string, options: KeyOptions) {
  const token = options.token ?? randomBytes(32).toString("hex");
  return {
    id,
    familyId: id,
    name: options.name ?? "Test key",
    tokenHash: hashToken(token),
    tokenStart: token.slice(0, 9),
    tokenEnd: token.slice(-5),
    scopes: options.scopes ?? ["mcp:read"],
    environment: options.environment ?? null,
    allServers: options.serverIds === undefined,
    createdAt: options.createdAt ?? NOW,
    updatedAt: NOW,
    expiresAt: options.expiresAt ?? null,
    revokedAt: options.revokedAt ?? null,
    isLegacy: options.isLegacy ?? false,
    servers: { create: (options.serverIds ?? []).map((upstreamId) => ({ upstreamId })) },
  };
}

type ServerOptions = { slug?: string; environment?: string; disabledAt?: Date | null };

/** Makes a connected server without a catalogue. @returns its id */
export async function makeUpstream(workspace: TestWorkspace, options: ServerOptions = {}): Promise<string> {
  const id = newId("ups");
  const { slug = `server-${id.slice(-6)}`, environment = "production", disabledAt = null } = options;
  await db().upstream.create({
    data: {
      id,
      workspaceId: workspace.id,
      name: slug,
      slug,
      url: `https://${slug}.example.com/mcp`,
      environment,
      disabledAt,
      createdAt: NOW,
      updatedAt: NOW,
    },
  });
  return id;
}

/** Makes a service key that `workspace` owns, without a maker. @returns its id */
export async function makeServiceKey(workspace: TestWorkspace, options: KeyOptions = {}): Promise<string> {
  const id = newId("key");
  await db().key.create({
    data: {
      ...keyData(id, options),
      serviceWorkspaceId: workspace.id,
      workspaces: { create: { workspaceId: workspace.id } },
    },
  });
  return id;
}

/**
 * Returns the caller of an operation: `user` in a session.
 * @param now the time of the request
 * @param authenticatedAt the time of the sign-in; the default is `now`
 */
export function callerOf(user: TestUser, now: Date = NOW, authenticatedAt: Date = now): Caller {
  return {
    principal: { kind: "user", userId: user.id, sessionId: "test", authenticatedAt },
    now,
    address: "127.0.0.1",
  };
}

type TestCalls = {
  keyId: string;
  user?: TestUser;
  workspace?: TestWorkspace;
  upstreamId?: string;
  at?: Date;
  method?: string;
  name?: string;
  outcome?: CallOutcome;
  client?: string | null;
  clientTitle?: string;
  address?: string;
  originApp?: string;
  /** The duration of each call in milliseconds. The default is one call of 10 ms. */
  durationsMs?: number[];
};

/** Records calls as the gateway does: as single events and in the sums of their day. */
export async function makeCalls({ durationsMs = [10], ...call }: TestCalls): Promise<void> {
  await writeCalls(
    durationsMs.map((durationMs) => ({
      requestId: newId("evt"),
      at: call.at ?? NOW,
      durationMs,
      keyId: call.keyId,
      userId: call.user?.id ?? "",
      workspaceId: call.workspace?.id ?? null,
      upstreamId: call.upstreamId ?? null,
      method: call.method ?? "tools/call",
      name: call.name ?? null,
      outcome: call.outcome ?? "ok",
      client: call.client === undefined ? "claude-code" : call.client,
      clientVersion: call.client === null ? null : "2.1.3",
      clientTitle: call.clientTitle ?? null,
      address: call.address ?? "192.0.2.1",
      originApp: call.originApp ?? null,
    })),
  );
}
