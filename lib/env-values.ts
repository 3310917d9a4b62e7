import { z } from "zod";

// The kinds of values that settings have.

/** A switch. */
export const trueOrFalse = z
  .enum(["true", "false"], { error: "allowed are true and false" })
  .transform((text) => text === "true");

/** An HTTP address, without slashes at its end. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: "must be an http:// or https:// address" })
  .transform((text) => text.replace(/\/+$/, ""));

/** An origin (RFC 6454) as `URL.origin` writes it: lower case, and without the port that its scheme has anyway. */
export const origin = httpUrl
  .refine(isOriginAlone, {
    error:
      "must be a scheme, a host and a port alone, such as https://keys.acme.com or https://keys.acme.com:8443, " +
      "because Latchkey answers at the root of its address: without a path, a query, a hash, or a user name",
  })
  .transform((text) => new URL(text).origin);

function isOriginAlone(text: string): boolean {
  const url = URL.parse(text);
  return url?.href === `${url?.origin}/`;
}

/** A key for AES-256. */
export const base64Key = z.string().refine((text) => Buffer.from(text, "base64").length === 32, {
  error: "must be 32 bytes in base64, as `openssl rand -base64 32` prints",
});

/** Any text but the empty one. */
export const nonEmpty = z.string().min(1);

/** Host names or addresses, separated by commas, in the form of a Host header without the port. */
export const hostList = z.string().transform((text, context) => {
  const hosts = text
    .toLowerCase()
    .split(",")
    .map((host) => host.trim());
  for (const host of hosts) {
    if (/^([\w.-]+|\[[\da-f:.]+\])$/.test(host)) continue;
    const message = "must be host names without ports, separated by commas, such as gateway.internal,10.0.0.5";
    context.addIssue({ code: "custom", message });
  }
  return hosts;
});

/** A whole number from `least` to `most`, both included. */
export function wholeNumber(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

/** A limit per minute; 0 turns it off. */
export const perMinute = wholeNumber(0, 6_000_000);
/** How many at once after a pause. */
export const burst = wholeNumber(1, 6_000_000);
