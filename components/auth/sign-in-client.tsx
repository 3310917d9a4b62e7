/** What came of a try to sign in with email and password. */
export type SignInOutcome = "ok" | "wrong" | "failed" | { throttledSeconds: number };

/** Signs in through next-auth, which is loaded when needed: no other page uses it. */
export async function signInWithPassword(email: string, password: string): Promise<SignInOutcome> {
  const { signIn } = await import("next-auth/react");
  const result = await signIn("credentials", { redirect: false, email, password, callbackUrl: "/" });
  if (result?.ok && !result.error) return "ok";
  const [code, seconds] = (result?.error ?? "").split(":");
  if (code === "THROTTLED") return { throttledSeconds: Number(seconds) };
  return code === "INVALID_CREDENTIALS" ? "wrong" : "failed";
}

/** Leaves for `path` by a full load, so that nothing rendered for nobody stays. Never resolves: the form stays pending until then. */
export function leaveFor(path: string): Promise<never> {
  window.location.assign(path);
  return new Promise(() => {});
}
