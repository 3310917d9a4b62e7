import { outdatedReason } from "#components/ui/outdated";
import { discardForms, forgetForms } from "#components/ui/unsaved-forms";
import { AWAY_ADVICE, awaySentenceOf } from "#lib/db/away-words";

/** The result of an attempt to sign in with email and password. */
export type SignInOutcome = "ok" | "wrong" | "failed" | { throttledSeconds: number } | { unavailable: string };

/** Signs in through next-auth. The library is loaded only when it is needed, because few pages use it. */
export async function signInWithPassword(email: string, password: string): Promise<SignInOutcome> {
  const { signIn } = await loadLibrary();
  const result = await signIn("credentials", { redirect: false, email, password, callbackUrl: "/" });
  if (result?.ok && !result.error) return "ok";
  const away = awaySentenceOf(result?.error ?? "");
  if (away) return { unavailable: `${away} ${AWAY_ADVICE}` };
  const [code, seconds] = (result?.error ?? "").split(":");
  if (code === "THROTTLED") return { throttledSeconds: Number(seconds) };
  return code === "INVALID_CREDENTIALS" ? "wrong" : "failed";
}

/**
 * Opens `path` with a full page load, so that no page rendered without a session stays in the router's cache.
 * @returns a promise that never resolves, so that the form stays pending until the new page is there
 */
export function leaveFor(path: string): Promise<never> {
  // The form was sent: what it holds is no longer only here.
  discardForms();
  window.location.assign(path);
  return new Promise(() => {});
}

/** Signs in with a provider, which sends the browser back to `returnTo`. */
export async function signInWith(provider: string, returnTo: string): Promise<void> {
  const library = await loadOrReload();
  await library?.signIn(provider, { callbackUrl: returnTo });
}

/** Signs out and opens `path`. What was typed in this tab is forgotten, so `leavePage` has to ask before. */
export async function signOutTo(path: string): Promise<void> {
  const library = await loadOrReload();
  if (!library) return;
  // Not before: without the library nobody signs out.
  forgetForms();
  await library.signOut({ callbackUrl: path });
}

const loadLibrary = () => import("next-auth/react");

/** Loads the page anew when Latchkey was updated since it was opened: the button then works. */
async function loadOrReload(): Promise<Awaited<ReturnType<typeof loadLibrary>> | null> {
  try {
    return await loadLibrary();
  } catch (error) {
    if (!outdatedReason(error)) throw error;
    window.location.reload();
    return null;
  }
}
