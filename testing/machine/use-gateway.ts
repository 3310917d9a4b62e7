import { afterAll, afterEach, beforeAll, beforeEach, onTestFinished } from "vitest";
import type { Role } from "#lib/auth/permissions";
import { flushLastUses } from "#lib/keys/access/last-use";
import { flushKeyRefusals } from "#lib/keys/refusals/count-refusal";
import { flushFailedCalls } from "#lib/upstreams/health/failed-calls";
import { flushCalls } from "#lib/usage/record-call";
import { type HttpAnswer, post, postModern } from "#testing/clients/post";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";

type Server = { url: string; stop(): Promise<unknown> };
/** Starts MCP servers, by the slug under which each is connected to Acme. */
type Starters = Record<string, () => Promise<Server>>;
type Message = Parameters<typeof postModern>[2];
type Headers = Record<string, string>;

type Options<Started extends Starters> = {
  /** Servers that run for all tests of the file and are connected to Acme before each test. */
  servers?: Started;
  /** The scopes of Ada's key; read access unless they are given. */
  scopes?: string[];
  /** Ada's role in Acme; owner unless it is given. */
  role?: Role;
};

/** A running gateway and, new for each test, Ada, her workspace Acme, and her key that reaches it. */
export type GatewayWorld<Started extends Starters = Starters> = {
  gateway: RunningGateway;
  /** Scheme, host and port of the gateway. */
  origin: string;
  /** The MCP endpoint. */
  url: string;
  /** The time of the gateway. It is `NOW` at the start of each test, and a test may change it. */
  now: Date;
  ada: TestUser;
  acme: TestWorkspace;
  token: string;
  keyId: string;
  servers: { [Slug in keyof Started]: Awaited<ReturnType<Started[Slug]>> };
  /** The ids of the connected servers, by their slugs. */
  upstreamIds: { [Slug in keyof Started]: string };
  /** Posts a message of the 2025 revisions with Ada's key. */
  post(message: Message | string, headers?: Headers): Promise<HttpAnswer>;
  /** Posts a message of the 2026 revision with Ada's key. */
  postModern(message: Message, headers?: Headers): Promise<HttpAnswer>;
  /** Starts one more server for this test and connects it to Acme. @returns the server's id */
  connectServer(slug: string, start: () => Promise<Server>): Promise<string>;
  /** Makes one more key of Ada that reaches Acme. */
  makeToken(options?: Parameters<typeof makeToken>[2]): ReturnType<typeof makeToken>;
};

/**
 * Gives a file of tests a gateway with a workspace, its MCP servers and a key. Call it after `useDatabase`.
 * @returns an object whose fields are set before each test
 */
export function useGateway<const Started extends Starters = Record<never, never>>(
  options: Options<Started> = {},
): GatewayWorld<Started> {
  const starters = Object.entries(options.servers ?? {});
  const servers: Record<string, Server> = {};
  const upstreamIds: Record<string, string> = {};
  const world = {
    now: NOW,
    servers,
    upstreamIds,
    post: (message, headers) => post(world.url, world.token, message, headers),
    postModern: (message, headers) => postModern(world.url, world.token, message, headers),
    connectServer: async (slug, start) => {
      const server = await start();
      onTestFinished(async () => void (await server.stop()));
      return connect(world.acme, server.url, { slug });
    },
    makeToken: (keyOptions) => makeToken(world.ada, [world.acme], keyOptions),
  } as GatewayWorld<Started>;

  beforeAll(async () => {
    world.gateway = await startGateway({ now: () => world.now });
    world.origin = world.gateway.origin;
    world.url = world.gateway.url;
    for (const [slug, start] of starters) servers[slug] = await start();
  });
  afterAll(async () => {
    await world.gateway.stop();
    await Promise.all(Object.values(servers).map((server) => server.stop()));
  });
  beforeEach(async () => {
    world.now = NOW;
    world.ada = await makeUser("Ada");
    world.acme = await makeWorkspace("Acme", [[world.ada, options.role ?? "owner"]]);
    for (const [slug, { url }] of Object.entries(servers)) upstreamIds[slug] = await connect(world.acme, url, { slug });
    const { token, keyId } = await world.makeToken(options.scopes && { scopes: options.scopes });
    Object.assign(world, { token, keyId });
  });
  // Otherwise the next test could find the calls of this one in its database.
  afterEach(() => Promise.all([flushCalls(), flushLastUses(), flushKeyRefusals(), flushFailedCalls()]));
  return world;
}
