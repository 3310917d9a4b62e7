import type { IncomingMessage } from "node:http";
import { readClient } from "#gateway/oauth/client-credentials";
import { type OAuthForm, readForm, required } from "#gateway/oauth/form";
import { env } from "#lib/env";
import { authenticateClient } from "#lib/oauth/clients/authenticate-client";
import { OAuthError } from "#lib/oauth/protocol/oauth-error";
import { requireOwnResource } from "#lib/oauth/protocol/resource";
import { exchangeCode } from "#lib/oauth/tokens/exchange-code";
import type { IssuedTokens } from "#lib/oauth/tokens/issue-tokens";
import { refresh } from "#lib/oauth/tokens/refresh";

/** The answer of the token endpoint (RFC 6749, section 5.1). */
type TokenAnswer = {
  access_token: string;
  token_type: "Bearer";
  expires_in: number;
  refresh_token: string;
  scope: string;
};

/**
 * Gives tokens for an authorization code or a refresh token.
 * @throws OAuthError
 */
export async function answerTokenRequest(incoming: IncomingMessage, address: string, now: Date): Promise<TokenAnswer> {
  const form = await readForm(incoming);
  const presented = readClient(incoming, form);
  const grantType = required(form, "grant_type");
  const grant = GRANTS[grantType as keyof typeof GRANTS];
  if (!Object.hasOwn(GRANTS, grantType) || !grant) {
    const known = Object.keys(GRANTS).join(" and ");
    throw new OAuthError("unsupported_grant_type", `Latchkey knows the grant types ${known}.`);
  }
  requireOwnResource(form.getAll("resource"), env().PUBLIC_URL);
  const client = await authenticateClient(presented);
  return tokenAnswer(await grant(client, form, address, now));
}

type Client = Awaited<ReturnType<typeof authenticateClient>>;
type Grant = (client: Client, form: OAuthForm, address: string, now: Date) => Promise<IssuedTokens>;

const GRANTS: Record<"authorization_code" | "refresh_token", Grant> = {
  authorization_code: (client, form, _address, now) => {
    const code = required(form, "code");
    const verifier = required(form, "code_verifier");
    return exchangeCode(client, { code, verifier, redirectUri: form.get("redirect_uri") ?? null }, now);
  },
  refresh_token: (client, form, address, now) => {
    const refreshToken = required(form, "refresh_token");
    return refresh(client, { refreshToken, scope: form.get("scope"), address }, now);
  },
};

function tokenAnswer({ accessToken, refreshToken, expiresInSeconds, scopes }: IssuedTokens): TokenAnswer {
  return {
    access_token: accessToken,
    token_type: "Bearer",
    expires_in: expiresInSeconds,
    refresh_token: refreshToken,
    scope: scopes.join(" "),
  };
}
