/** The result of an attempt to sign in with email and password. */
export type SignInOutcome = "ok" | "wrong" | "failed" | { throttledSeconds: number };

/** Signs in through next-auth. The library is loaded only when it is needed, because few pages use it. */
export async function signInWithPassword(email: string, password: string): Promise<SignInOutcome> {
  const { signIn } = await import("next-auth/react");
  const result = await signIn("credentials", { redirect: false, email, password, callbackUrl: "/" });
  if (result?.ok && !result.error) return "ok";
  const [code, seconds] = (result?.error ?? "").split(":");
  if (code === "THROTTLED") return { throttledSeconds: Number(seconds) };
  return code === "INVALID_CREDENTIALS" ? "wrong" : "failed";
}

/**
 * Opens `path` with a full page load, so that no page rendered without a session stays in the router's cache.
 * @returns a promise that never resolves, so that the form stays pending until the new page is there
 */
export function leaveFor(path: string): Promise<never> {
  window.location.assign(path);
  return new Promise(() => {});
}
