import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { clientAddress } from "#lib/auth/client-address";
import { DEVICE_COOKIE, deviceCookie } from "#lib/auth/passwords/known-device";
import { deviceOf } from "#lib/auth/sessions/device";
import { authOptions } from "#lib/auth/sign-in/session";
import { readBoundedText } from "#lib/bounds/bounded-text";
import { env } from "#lib/env";
import { databaseClock } from "#lib/time/database-clock";

type Context = { params: Promise<{ nextauth: string[] }> };

/** Far more than any form of next-auth needs. Without this limit next-auth reads bodies of any size into memory. */
const BODY_MAX_BYTES = 64 * 1024;

/** The cookie in which next-auth keeps the page to open after the sign-in with a provider. */
function callbackCookie(): string {
  return env().PUBLIC_URL.startsWith("https://") ? "__Secure-next-auth.callback-url" : "next-auth.callback-url";
}

/** Answers with next-auth. A browser in which somebody signed in gets the cookie that makes it known. */
async function handle(request: NextRequest, context: Context): Promise<Response> {
  const cookie = request.cookies.get(DEVICE_COOKIE)?.value;
  const headers = Object.fromEntries(request.headers);
  const signedIn: string[] = [];
  const visitor = {
    address: clientAddress(headers),
    device: deviceOf(headers["user-agent"]),
    deviceCookie: cookie,
    returnTo: request.cookies.get(callbackCookie())?.value,
    onSignedIn: (email: string) => void signedIn.push(email),
  };
  // Each request makes the options anew, because the settings are not available while Next.js builds the pages.
  const response: Response = await NextAuth(authOptions(visitor))(request, context);
  const secure = env().PUBLIC_URL.startsWith("https://");
  for (const email of signedIn) {
    response.headers.append("set-cookie", deviceCookie(cookie, email, { now: databaseClock.now(), secure }));
  }
  return response;
}

export { handle as GET };

export async function POST(request: NextRequest, context: Context): Promise<Response> {
  const body = await readBoundedText(request.body, BODY_MAX_BYTES);
  if (body === null) return new Response("The body is too large.\n", { status: 413, headers: { connection: "close" } });
  const { method, headers } = request;
  return handle(new NextRequest(request.url, { method, headers, body }), context);
}
