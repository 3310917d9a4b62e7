import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { Newcomer } from "#lib/auth/accounts/sign-up";
import { clientAddress, REQUEST_PATH_HEADER } from "#lib/auth/client-address";
import type { Caller } from "#lib/auth/principal";
import { type CurrentUser, readSession } from "#lib/auth/sessions/queries";
import { sessionSecret } from "#lib/auth/sign-in/session";
import { databaseClock } from "#lib/time/database-clock";

/** Each request checks its session in the database once. */
const currentSession = cache(async () => {
  const secret = await sessionSecret();
  if (!secret) return null;
  const asker = await newcomer();
  const session = await readSession(secret, asker.now, asker.address);
  return session && { user: session.user, caller: { principal: session.principal, ...asker } satisfies Caller };
});

/** Returns the signed-in user of this request, or null. */
export async function currentUser(): Promise<CurrentUser | null> {
  return (await currentSession())?.user ?? null;
}

/** Returns the time and the address of this request, for operations that need no session. */
export async function newcomer(): Promise<Newcomer> {
  const address = clientAddress(Object.fromEntries(await headers()));
  return { now: databaseClock.now(), address };
}

/** Returns the caller of this request, or null when nobody is signed in. */
export async function currentCaller(): Promise<Caller | null> {
  return (await currentSession())?.caller ?? null;
}

/** Returns the caller of this request. Without a session it redirects to the sign-in page, which leads back here. */
export async function requireCaller(): Promise<Caller> {
  const caller = await currentCaller();
  if (caller) return caller;
  const path = (await headers()).get(REQUEST_PATH_HEADER) ?? "/";
  return redirect(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
}
