import type { AuthOptions, Session } from "next-auth";
import { getServerSession } from "next-auth";
import { encode, type JWTEncodeParams } from "next-auth/jwt";
import Credentials from "next-auth/providers/credentials";
import { checkCredentials } from "#lib/auth/passwords/check-password";
import { knownDevice } from "#lib/auth/passwords/known-device";
import { isEmailConfirmed } from "#lib/auth/providers/confirmed-email";
import { nextAuthProviders } from "#lib/auth/providers/options";
import { type ProviderIdentity, type ProviderRefusal, signInWithProvider } from "#lib/auth/providers/provider-sign-in";
import { signInSchema } from "#lib/auth/schema";
import { beginSession, SESSION_DAYS, type Visitor } from "#lib/auth/sessions/begin-session";
import { signOut } from "#lib/auth/sessions/end-sessions";
import { readSession } from "#lib/auth/sessions/queries";
import { returnPath } from "#lib/auth/sign-in/return-path";
import { DAY_MS, SECOND_MS } from "#lib/clock";
import { awayDigest } from "#lib/db/away-words";
import { awayReason } from "#lib/db/database-away";
import { env } from "#lib/env";
import { isAppError } from "#lib/errors";
import { log } from "#lib/log";
import { databaseClock } from "#lib/time/database-clock";

declare module "next-auth" {
  interface User {
    credentialVersion?: number;
    confirmedEmail?: string | null;
  }
  interface Session {
    secret?: string;
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    sessionSecret?: string;
  }
}

const SESSION_SECONDS = (SESSION_DAYS * DAY_MS) / SECOND_MS;

type Callbacks = NonNullable<AuthOptions["callbacks"]>;

/** Somebody who signs in, and their browser. */
type SignInVisitor = Visitor & {
  /** The value of the browser's `DEVICE_COOKIE`. */
  deviceCookie?: string | undefined;
  /** The page that the visitor wants to come back to, as the browser sent it. */
  returnTo?: string | undefined;
  /** Called when the email and the password were right. */
  onSignedIn?: (email: string) => void;
};

/** Returns the options of next-auth for its route handler. @param visitor who sends the request */
export function authOptions(visitor: SignInVisitor): AuthOptions {
  const jwt: Callbacks["jwt"] = async ({ token, account, user }) => {
    // `account` is present at sign-in only. Later calls keep the token as it is.
    if (!account) return token;
    const { id, credentialVersion, confirmedEmail } = user;
    if (credentialVersion === undefined) throw new Error("Nobody has verified who this is.");
    const before = await sessionSecret();
    const person = { id, credentialVersion, confirmedEmail };
    const secret = await beginSession(person, visitor, databaseClock.now(), before);
    return { sub: id, sessionSecret: secret };
  };
  return {
    ...readingOptions(),
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-in" },
    providers: [passwordProvider(visitor), ...nextAuthProviders()],
    // Scripts of the page may ask next-auth for the session. They get nothing that the page does not know.
    callbacks: { signIn: allowSignIn(visitor), jwt, session: ({ session }): Session => ({ expires: session.expires }) },
    events: { signOut: ({ token }) => endOnServer(token?.sessionSecret) },
  };
}

/** The options that decide how the cookie is written and read. */
function readingOptions() {
  return {
    secret: env().AUTH_SECRET,
    useSecureCookies: env().PUBLIC_URL.startsWith("https://"),
    // next-auth renews the cookie. The row of the session says when the session ends.
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    jwt: { encode: encodeCookie },
    // The logger of next-auth prints whole errors, which contain the responses of providers.
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  } satisfies Partial<AuthOptions>;
}

/**
 * Writes a cookie of next-auth. next-auth goes by the clock of the machine, so the cookie of a session holds longer than
 * its row, which goes by the database's clock and decides alone. The short cookies of a sign-in, which have a salt, stay
 * as they are.
 */
function encodeCookie(params: JWTEncodeParams): Promise<string> {
  return encode(params.salt ? params : { ...params, maxAge: 2 * SESSION_SECONDS });
}

function passwordProvider({ address, deviceCookie, onSignedIn }: SignInVisitor) {
  return Credentials({
    credentials: { email: {}, password: {} },
    /** The sign-in form gets the message of the error as a code. */
    async authorize(credentials) {
      const input = signInSchema.safeParse(credentials);
      if (!input.success) throw new Error("INVALID_CREDENTIALS");
      const device = knownDevice(deviceCookie, input.data.email, databaseClock.now());
      const user = await checkCredentials(input.data, address, device).catch((error: unknown) => {
        const away = awayReason(error);
        if (away) throw new Error(awayDigest(away));
        if (!isAppError(error)) throw error;
        throw new Error(error.code === "RATE_LIMITED" ? `THROTTLED:${error.retryAfterSeconds}` : error.code);
      });
      if (!user) throw new Error("INVALID_CREDENTIALS");
      onSignedIn?.(input.data.email);
      return user;
    },
  });
}

/** Makes the callback that returns true, or the address of the page that says why the sign-in is refused. */
function allowSignIn({ address, returnTo }: SignInVisitor): Callbacks["signIn"] {
  return async ({ account, user, profile }) => {
    if (!account || account.type === "credentials") return true;
    const identity: ProviderIdentity = {
      provider: account.provider,
      providerAccountId: account.providerAccountId,
      name: user.name ?? "",
      email: user.email ?? null,
      emailVerified: isEmailConfirmed(account.provider, profile as { email_verified?: unknown } | undefined),
    };
    const now = databaseClock.now();
    const secret = await sessionSecret();
    const session = secret ? await readSession(secret, now) : null;
    const signedIn = session && {
      id: session.user.id,
      credentialVersion: session.principal.credentialVersion,
      authenticatedAt: session.principal.authenticatedAt,
    };
    const result = await signInWithProvider({ now, address }, identity, signedIn);
    if ("refused" in result) return refusalPath(result.refused, returnTo);
    // next-auth passes the same object to the callback `jwt`, which begins the session of this user.
    const confirmedEmail = identity.emailVerified ? (identity.email?.toLowerCase() ?? null) : null;
    Object.assign(user, { ...result, confirmedEmail });
    return true;
  };
}

/** The page that says why a sign-in is refused. Who then signs in another way still comes to the page they wanted. */
function refusalPath(refusal: ProviderRefusal, returnTo: string | undefined): string {
  const wanted = returnPath(returnTo, env().PUBLIC_URL);
  const callback = wanted === "/" ? "" : `&callbackUrl=${encodeURIComponent(wanted)}`;
  return `/sign-in?error=${refusal}${callback}`;
}

/** next-auth removes the cookie even when this fails. Then only the log tells that a copy of it still works. */
async function endOnServer(secret: string | undefined): Promise<void> {
  if (!secret) return;
  await signOut(secret).catch((error: unknown) => log().error({ error }, "A session could not be ended."));
}

/** Returns the secret in the session cookie of this request; null when there is no cookie or it is not genuine. */
export async function sessionSecret(): Promise<string | null> {
  const session = await getServerSession({
    ...readingOptions(),
    providers: [],
    callbacks: { session: ({ session: read, token }): Session => ({ ...read, secret: token.sessionSecret }) },
  });
  return session?.secret ?? null;
}
