import type { IncomingMessage } from "node:http";
import { type Context, Hono } from "hono";
import { addressOf } from "#gateway/mcp/request-headers";
import { readClient } from "#gateway/oauth/client-credentials";
import { openToAllOrigins } from "#gateway/oauth/cors";
import { readForm, required } from "#gateway/oauth/form";
import { offerNothingToKeyHolders } from "#gateway/oauth/key-holders";
import { countFailure, takeRegistration, takeRequest } from "#gateway/oauth/limits";
import { oauthErrorResponse, oauthJson } from "#gateway/oauth/oauth-response";
import { answerRegistration } from "#gateway/oauth/register-route";
import { answerTokenRequest } from "#gateway/oauth/token-route";
import type { Clock } from "#lib/clock";
import { authenticateClient } from "#lib/oauth/clients/authenticate-client";
import { OAUTH_PATHS } from "#lib/oauth/protocol/metadata";
import { OAuthError } from "#lib/oauth/protocol/oauth-error";
import { introspect } from "#lib/oauth/tokens/introspect";
import { revokeToken } from "#lib/oauth/tokens/revoke-token";

type Environment = { Bindings: { incoming: IncomingMessage } };
type Answer = (incoming: IncomingMessage, address: string) => Promise<object | null>;

/** Makes the endpoints of the authorization server that programs call. The page for people is `app/oauth/authorize`. */
export function oauthRoutes(clock: Clock): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.use(openToAllOrigins);
  const post = (path: string, answer: Answer, status: 200 | 201 = 200) => {
    routes.post(path, (context) => answerBounded(context, answer, status));
    routes.all(path, (context) => methodNotAllowed(context));
  };
  post(OAUTH_PATHS.token, (incoming, address) => answerTokenRequest(incoming, address, clock.now()));
  routes.use(OAUTH_PATHS.register, offerNothingToKeyHolders);
  post(OAUTH_PATHS.register, register, 201);
  post(OAUTH_PATHS.revoke, revoke);
  post(OAUTH_PATHS.introspect, async (incoming) => {
    const form = await readForm(incoming);
    const client = await authenticateClient(readClient(incoming, form));
    return introspect(client, required(form, "token"), clock.now());
  });
  return routes;

  async function register(incoming: IncomingMessage, address: string): Promise<object> {
    await takeRegistration(address);
    return answerRegistration(incoming, clock.now());
  }

  /** The answer is the same for a token that nobody knows (RFC 7009, section 2.2). */
  async function revoke(incoming: IncomingMessage, address: string): Promise<null> {
    const form = await readForm(incoming);
    const client = await authenticateClient(readClient(incoming, form));
    await revokeToken(client, { token: required(form, "token"), address }, clock.now());
    return null;
  }
}

/** Answers within the limits of the client's address. */
async function answerBounded(context: Context<Environment>, answer: Answer, status: 200 | 201): Promise<Response> {
  const { incoming } = context.env;
  const address = addressOf(incoming);
  try {
    await takeRequest(address);
    const body = await answer(incoming, address).catch(async (error: unknown) => {
      if (error instanceof OAuthError) await countFailure(address);
      throw error;
    });
    return body === null ? context.body(null, 200, { "cache-control": "no-store" }) : oauthJson(context, body, status);
  } catch (error) {
    return oauthErrorResponse(context, error);
  }
}

function methodNotAllowed(context: Context): Response {
  const body = { error: "invalid_request", error_description: "Send the request by POST." };
  return context.json(body, 405, { allow: "POST, OPTIONS", "cache-control": "no-store" });
}
