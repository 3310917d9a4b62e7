import { hash, randomBytes } from "node:crypto";
import type { Caller } from "#lib/auth/principal";
import { env } from "#lib/env";
import { registeredId } from "#lib/oauth/clients/registered-id";
import { connectApp } from "#lib/oauth/consent/connect-app";
import { connectAppSchema } from "#lib/oauth/consent/schema";

/** A client that registered itself at a gateway, and speaks to it over HTTP. */
export type TestOAuthClient = {
  clientId: string;
  redirectUri: string;
  /** Makes the query of the page on which a person agrees, with further or other parameters. */
  query(changes?: Record<string, string>): string;
  verifier: string;
  /** Posts a form to an endpoint of the authorization server. */
  post(path: string, form: Record<string, string>, headers?: Record<string, string>): Promise<OAuthAnswer>;
  exchange(code: string, changes?: Record<string, string>): Promise<OAuthAnswer>;
  refresh(refreshToken: string, changes?: Record<string, string>): Promise<OAuthAnswer>;
};

type OAuthAnswer = { status: number; headers: Headers; body: Record<string, unknown> };

export const TEST_REDIRECT = "http://127.0.0.1:33418/callback";

/** Registers a client as real clients do. */
export async function registerClient(origin: string, redirectUris = [TEST_REDIRECT]): Promise<TestOAuthClient> {
  const registration = { client_name: "Test client", redirect_uris: redirectUris, token_endpoint_auth_method: "none" };
  const response = await fetch(`${origin}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(registration),
  });
  const { client_id } = (await response.json()) as { client_id: string };
  return oauthClient(origin, client_id, redirectUris[0] ?? TEST_REDIRECT);
}

/** Makes a client that knows its id already. */
export function oauthClient(origin: string, clientId: string, redirectUri = TEST_REDIRECT): TestOAuthClient {
  const verifier = randomBytes(32).toString("base64url");
  const post = async (path: string, form: Record<string, string>, headers: Record<string, string> = {}) => {
    const response = await fetch(origin + path, { method: "POST", headers, body: new URLSearchParams(form) });
    const text = await response.text();
    const body = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
    return { status: response.status, headers: response.headers, body };
  };
  return {
    clientId,
    redirectUri,
    verifier,
    post,
    query: (changes = {}) =>
      new URLSearchParams({
        response_type: "code",
        client_id: clientId,
        redirect_uri: redirectUri,
        state: "state-1",
        scope: "mcp:read",
        code_challenge: hash("sha256", verifier, "base64url"),
        code_challenge_method: "S256",
        ...changes,
      }).toString(),
    exchange: (code, changes = {}) =>
      post("/oauth/token", {
        grant_type: "authorization_code",
        client_id: clientId,
        code,
        code_verifier: verifier,
        redirect_uri: redirectUri,
        ...changes,
      }),
    refresh: (refreshToken, changes = {}) =>
      post("/oauth/token", {
        grant_type: "refresh_token",
        client_id: clientId,
        refresh_token: refreshToken,
        ...changes,
      }),
  };
}

/** Makes the query with which a client that registered itself asks for reading. */
export function consentQuery(): string {
  const clientId = registeredId({ name: "Test client", clientUri: null, redirectUris: [TEST_REDIRECT] });
  return oauthClient(env().PUBLIC_URL, clientId).query();
}

type Choices = { workspaceIds: string[]; scopes?: string[]; expiresInDays?: number | null; appId?: string };

/** Agrees to what a client asks for, as the page does. @returns the code that the client gets */
export async function agree(
  caller: Caller,
  client: TestOAuthClient,
  choices: Choices,
  query?: string,
): Promise<string> {
  const input = connectAppSchema.parse({ query: query ?? client.query(), ...choices });
  const { answerTo } = await connectApp(caller, input);
  return new URL(answerTo).searchParams.get("code") ?? "";
}

/** Goes the whole way to the tokens of a new app. */
export async function connectedApp(caller: Caller, client: TestOAuthClient, choices: Choices) {
  const { body } = await client.exchange(await agree(caller, client, choices));
  return { accessToken: String(body.access_token), refreshToken: String(body.refresh_token) };
}
