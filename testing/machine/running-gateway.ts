import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { closeGateway } from "#gateway/app";
import { createBoundedServer, type HttpLimits, hasTooManyHeaders, refuseHeaders } from "#gateway/http-limits";
import { openGateway } from "#gateway/listener";
import { type Clock, MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { stopObserving } from "#lib/gateway/observation/observing";
import { newId } from "#lib/ids";
import { generateToken } from "#lib/secrets/token";
import { type Header, sealHeaders } from "#lib/upstreams/headers";
import { refreshCatalogue } from "#lib/upstreams/reading/refresh";
import { makeKey, NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";

export type RunningGateway = {
  /** Scheme, host and port. */
  origin: string;
  /** The MCP endpoint. */
  url: string;
  stop(): Promise<void>;
};

/** A busy machine may need minutes for what a test sends at once. Tests of the timeouts set their own. */
const PATIENT: HttpLimits = {
  headersTimeoutMs: 10 * MINUTE_MS,
  requestTimeoutMs: 10 * MINUTE_MS,
  stallTimeoutMs: 10 * MINUTE_MS,
};

/** Starts the gateway on a real socket, as `server.ts` does. The time is always `NOW` unless `clock` changes it. */
export async function startGateway(
  clock: Clock = { now: () => NOW },
  limits: HttpLimits = PATIENT,
): Promise<RunningGateway> {
  const { listener } = openGateway({ clock });
  const server = createBoundedServer({}, limits);
  server.on("request", (request, response) =>
    hasTooManyHeaders(request) ? refuseHeaders(response) : listener(request, response),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    url: `${origin}/mcp`,
    stop: async () => {
      await closeGateway();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      await stopObserving();
    },
  };
}

type UpstreamOptions = { slug?: string; unprefixed?: boolean; headers?: Header[]; isDown?: boolean };

/** Connects a running server to a workspace, as the dashboard does. @returns the id of the upstream */
export async function connect(workspace: TestWorkspace, url: string, options: UpstreamOptions = {}): Promise<string> {
  const id = newId("ups");
  const slug = options.slug ?? "server";
  await db().upstream.create({
    data: {
      id,
      workspaceId: workspace.id,
      name: slug,
      slug,
      url,
      encryptedHeaders: sealHeaders(options.headers ?? [], id),
      unprefixed: options.unprefixed ?? false,
      createdAt: NOW,
      updatedAt: NOW,
    },
  });
  const failure = await refreshCatalogue(id, NOW);
  if (failure && !options.isDown) throw new Error(failure.message);
  return id;
}

/** Makes a usable key and its token. */
export async function makeToken(
  owner: TestUser,
  workspaces: TestWorkspace[],
  options: Parameters<typeof makeKey>[2] = {},
): Promise<{ keyId: string; token: string }> {
  const token = generateToken("mcp_");
  return { token, keyId: await makeKey(owner, workspaces, { ...options, token }) };
}
