import { env } from "#lib/env";
import { isLoopbackHost } from "#lib/http/loopback-host";

/** Whether clients may be described by documents. Where only this machine is served, nothing outside is called. */
export function readsClientDocuments(): boolean {
  const { OAUTH_CLIENT_DOCUMENTS, PUBLIC_URL } = env();
  if (OAUTH_CLIENT_DOCUMENTS === "auto") return !isLoopbackHost(new URL(PUBLIC_URL).hostname);
  return OAUTH_CLIENT_DOCUMENTS === "on";
}
