import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { clientAddress } from "#lib/auth/client-address";
import { deviceOf } from "#lib/auth/sessions/device";
import { authOptions } from "#lib/auth/sign-in/session";
import { readBoundedText } from "#lib/bounds/bounded-text";

type Context = { params: Promise<{ nextauth: string[] }> };

/** Far more than any form of next-auth needs. Without this limit next-auth reads bodies of any size into memory. */
const BODY_MAX_BYTES = 64 * 1024;

// Each request makes the options anew, because the settings are not available while Next.js builds the pages.
function handle(request: Request, context: Context): Promise<Response> {
  const headers = Object.fromEntries(request.headers);
  const visitor = { address: clientAddress(headers), device: deviceOf(headers["user-agent"]) };
  return NextAuth(authOptions(visitor))(request, context);
}

export { handle as GET };

export async function POST(request: NextRequest, context: Context): Promise<Response> {
  const body = await readBoundedText(request.body, BODY_MAX_BYTES);
  if (body === null) return new Response("The body is too large.\n", { status: 413, headers: { connection: "close" } });
  const { method, headers } = request;
  return handle(new NextRequest(request.url, { method, headers, body }), context);
}
