import { randomBytes } from "node:crypto";
import type { Role } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { newId } from "#lib/ids";
import { hashToken } from "#lib/keys/token";

/** The instant at which tests happen unless they say otherwise. */
export const NOW = new Date("2026-11-21T12:00:00.000Z");

export type TestUser = { id: string; name: string; email: string };
export type TestWorkspace = { id: string; name: string; slug: string };

/** A user without a password. */
export async function makeUser(name = "Ada"): Promise<TestUser> {
  const id = newId("usr");
  const email = `${name.toLowerCase().replaceAll(/[^a-z0-9]/g, "")}.${id.slice(-8)}@example.com`;
  await db().user.create({ data: { id, name, email, sessionsValidFrom: NOW, createdAt: NOW, updatedAt: NOW } });
  return { id, name, email };
}

/** A workspace with these members. */
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
};

/** A key row that reaches `workspaces`; with `token` its hash is the real one. */
export async function makeKey(owner: TestUser, workspaces: TestWorkspace[], options: KeyOptions = {}): Promise<string> {
  const id = newId("key");
  const token = options.token ?? randomBytes(32).toString("hex");
  await db().key.create({
    data: {
      id,
      userId: owner.id,
      name: options.name ?? "Test key",
      tokenHash: hashToken(token),
      tokenStart: token.slice(0, 9),
      tokenEnd: token.slice(-5),
      scopes: options.scopes ?? ["mcp:read"],
      createdAt: NOW,
      updatedAt: NOW,
      expiresAt: options.expiresAt ?? null,
      revokedAt: options.revokedAt ?? null,
      workspaces: { create: workspaces.map((workspace) => ({ workspaceId: workspace.id })) },
    },
  });
  return id;
}

/** The caller of an operation: `user` in a session, at `now`. */
export function callerOf(user: TestUser, now: Date = NOW): Caller {
  return { principal: { kind: "user", userId: user.id, sessionId: "test" }, now, address: "127.0.0.1" };
}
