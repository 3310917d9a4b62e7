import { API_SCOPES, type ApiScope } from "#lib/auth/api-scopes";
import { db } from "#lib/db/client";
import { newId } from "#lib/ids";
import { API_TOKEN_PREFIX, generateToken, hashToken } from "#lib/secrets/token";
import { tokenEnds } from "#lib/secrets/token-mask";
import { contractOf } from "#testing/contract/contract";
import { NOW, type TestUser } from "#testing/people/factories";

type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

/**
 * Sends a request to the API as a script does, and checks the answer against the OpenAPI document.
 * @param body is sent as JSON
 */
export type Ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

/**
 * @param origin the origin of the running gateway
 * @param token the API token; null sends no token
 */
export function asking(origin: string, token: string | null): Ask {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const { status } = response;
    const answer = (await response.json()) as Answer["body"];
    (await contractOf(origin)).check({ method, path, status, body: answer });
    return { status, headers: response.headers, body: answer };
  };
}

type TokenOptions = { scopes?: readonly ApiScope[]; expiresAt?: Date; revokedAt?: Date };

/** Makes an API token of a person. The default is every scope. */
export async function makeApiToken(owner: TestUser, options: TokenOptions = {}): Promise<string> {
  const token = generateToken(API_TOKEN_PREFIX);
  const { scopes = API_SCOPES, expiresAt, revokedAt } = options;
  await db().apiToken.create({
    data: {
      id: newId("pat"),
      userId: owner.id,
      name: "Script",
      tokenHash: hashToken(token),
      ...tokenEnds(token),
      scopes: [...scopes],
      createdAt: NOW,
      expiresAt,
      revokedAt,
    },
  });
  return token;
}
