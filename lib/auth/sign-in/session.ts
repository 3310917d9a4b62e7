import { randomUUID } from "node:crypto";
import type { AuthOptions, Session } from "next-auth";
import { getServerSession } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { clientAddress } from "#lib/auth/client-address";
import { checkCredentials } from "#lib/auth/passwords/check-password";
import { knownDevice } from "#lib/auth/passwords/known-device";
import { nextAuthProviders } from "#lib/auth/providers/options";
import { type ProviderIdentity, signInWithProvider, userOfProviderAccount } from "#lib/auth/providers/provider-sign-in";
import { signInSchema } from "#lib/auth/schema";
import { type SessionClaims, userOfSession } from "#lib/auth/sessions/queries";
import { systemClock } from "#lib/clock";
import { env } from "#lib/env";
import { isAppError } from "#lib/errors";

const SESSION_MAX_AGE_SECONDS = 30 * 24 * 60 * 60;

declare module "next-auth" {
  interface Session {
    userId?: string;
    sessionId?: string;
    signedInAtMs?: number;
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    sessionId?: string;
    signedInAtMs?: number;
  }
}

/** The browser of somebody who signs in. */
export type SignInBrowser = {
  /** The value of its `DEVICE_COOKIE`. */
  deviceCookie: string | undefined;
  /** Called when the email and the password were right. */
  onSignedIn: (email: string) => void;
};

const NO_BROWSER: SignInBrowser = { deviceCookie: undefined, onSignedIn: () => {} };

/**
 * Returns the options of next-auth. Its route handler and `sessionClaims` use them.
 * @param browser the browser of this request; only a sign-in needs it
 */
export function authOptions(browser: SignInBrowser = NO_BROWSER): AuthOptions {
  return {
    secret: env().AUTH_SECRET,
    useSecureCookies: env().PUBLIC_URL.startsWith("https://"),
    session: { strategy: "jwt", maxAge: SESSION_MAX_AGE_SECONDS },
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-in" },
    providers: [passwordProvider(browser), ...nextAuthProviders()],
    callbacks: { signIn: allowSignIn, jwt: makeSessionToken, session: makeSession },
    // The logger of next-auth prints whole errors, which contain the responses of providers.
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  };
}

function passwordProvider({ deviceCookie, onSignedIn }: SignInBrowser) {
  return Credentials({
    credentials: { email: {}, password: {} },
    /** The sign-in form gets the message of the error as a code. */
    async authorize(credentials, request) {
      const input = signInSchema.safeParse(credentials);
      if (!input.success) throw new Error("INVALID_CREDENTIALS");
      const device = knownDevice(deviceCookie, input.data.email, systemClock.now());
      const address = clientAddress(request.headers);
      const user = await checkCredentials(input.data, address, device).catch((error: unknown) => {
        if (!isAppError(error)) throw error;
        throw new Error(error.code === "RATE_LIMITED" ? `THROTTLED:${error.retryAfterSeconds}` : error.code);
      });
      if (!user) throw new Error("INVALID_CREDENTIALS");
      onSignedIn(input.data.email);
      return user;
    },
  });
}

/** Returns true, or the address of the page that says why the sign-in is refused. */
const allowSignIn: NonNullable<AuthOptions["callbacks"]>["signIn"] = async ({ account, user, profile }) => {
  if (!account || account.type === "credentials") return true;
  const identity: ProviderIdentity = {
    provider: account.provider,
    providerAccountId: account.providerAccountId,
    name: user.name ?? "",
    email: user.email ?? null,
    // GitHub's profile has no such field, because GitHub returns confirmed addresses only.
    emailVerified: account.provider === "github" || (profile as { email_verified?: boolean })?.email_verified === true,
  };
  const claims = await sessionClaims();
  const signedIn = claims && (await userOfSession(claims));
  const newcomer = { now: systemClock.now(), address: null };
  const result = await signInWithProvider(newcomer, identity, signedIn?.id ?? null);
  return "userId" in result ? true : `/sign-in?error=${result.refused}`;
};

const makeSessionToken: NonNullable<AuthOptions["callbacks"]>["jwt"] = async ({ token, account, user }) => {
  // `account` is present at sign-in only. Later calls keep the token as it is.
  if (!account) return token;
  const isPassword = account.type === "credentials";
  const sub = isPassword ? user.id : await userOfProviderAccount(account.provider, account.providerAccountId);
  if (!sub) throw new Error("NOT_INVITED");
  return { sub, sessionId: randomUUID(), signedInAtMs: systemClock.now().getTime() };
};

const makeSession: NonNullable<AuthOptions["callbacks"]>["session"] = ({ session, token }): Session => ({
  expires: session.expires,
  userId: token.sub,
  sessionId: token.sessionId,
  signedInAtMs: token.signedInAtMs,
});

/** Returns the claims of the session cookie of this request; null when there is no cookie or its signature is wrong. */
export async function sessionClaims(): Promise<SessionClaims | null> {
  const session = await getServerSession(authOptions());
  if (!session?.userId || !session.sessionId || !session.signedInAtMs) return null;
  return { userId: session.userId, sessionId: session.sessionId, signedInAt: new Date(session.signedInAtMs) };
}
