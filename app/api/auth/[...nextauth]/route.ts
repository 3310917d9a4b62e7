import NextAuth from "next-auth";
import { authOptions } from "#lib/auth/session";

type Context = { params: Promise<{ nextauth: string[] }> };

// The options are made at the request: the settings are not there while the pages are built.
const handler = (request: Request, context: Context) => NextAuth(authOptions())(request, context);

export { handler as GET, handler as POST };
