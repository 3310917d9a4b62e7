import GitHub from "next-auth/providers/github";
import Google from "next-auth/providers/google";
import type { OAuthConfig, Provider } from "next-auth/providers/index";
import { env } from "#lib/env";
import { USER_AGENT } from "#lib/mcp/protocol";

/** Without it, requests to a provider name the library that makes them. */
const OWN_NAME = { headers: { "user-agent": USER_AGENT } };

/** Returns the providers that the settings configure, in the form that next-auth takes. See `signInProviders`. */
export function nextAuthProviders(): Provider[] {
  const settings = env();
  const providers: Provider[] = [];
  if (settings.OIDC_ISSUER && settings.OIDC_CLIENT_ID && settings.OIDC_CLIENT_SECRET) {
    providers.push(oidc(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET));
  }
  if (settings.GITHUB_CLIENT_ID && settings.GITHUB_CLIENT_SECRET) {
    const [clientId, clientSecret] = [settings.GITHUB_CLIENT_ID, settings.GITHUB_CLIENT_SECRET];
    providers.push(GitHub({ clientId, clientSecret, httpOptions: OWN_NAME }));
  }
  if (settings.GOOGLE_CLIENT_ID && settings.GOOGLE_CLIENT_SECRET) {
    const [clientId, clientSecret] = [settings.GOOGLE_CLIENT_ID, settings.GOOGLE_CLIENT_SECRET];
    providers.push(Google({ clientId, clientSecret, httpOptions: OWN_NAME }));
  }
  return providers;
}

type OidcProfile = { sub: string; name?: string; preferred_username?: string; email?: string };

/** Configures an OpenID Connect provider through its discovery document. */
function oidc(issuer: string, clientId: string, clientSecret: string): OAuthConfig<OidcProfile> {
  return {
    id: "oidc",
    name: env().OIDC_NAME,
    type: "oauth",
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email profile" } },
    clientId,
    clientSecret,
    httpOptions: OWN_NAME,
    idToken: true,
    // The ID token may leave out claims that the userinfo endpoint returns (OpenID Connect Core, 5.4).
    userinfo: {
      request: async ({ client, tokens }) => {
        const claims = await client.userinfo(tokens.access_token ?? "");
        return claims;
      },
    },
    checks: ["pkce", "state", "nonce"],
    profile: (profile) => ({
      id: profile.sub,
      name: profile.name ?? profile.preferred_username ?? profile.email ?? "",
      email: profile.email,
    }),
  };
}
