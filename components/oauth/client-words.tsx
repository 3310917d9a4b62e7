import type { AnswerTarget, AskingClient } from "#lib/oauth/consent/dto";

/** The name of a client. One that nobody vouches for stands in quotation marks, because it is a claim. */
export function clientTitle({ name, vouchedBy }: AskingClient): string {
  return vouchedBy === "nobody" ? `“${name}”` : name;
}

/** Where the answer goes, as a part of a sentence. */
export function targetWords({ kind, name }: AnswerTarget): string {
  if (kind === "app") return `the app on this device that opens ${name}: links`;
  return kind === "device" ? "a program on this device" : name;
}

/** The words of the link that takes the answer there. */
export function continueLabel({ kind, name }: AnswerTarget): string {
  return kind === "app" ? `Open the app for ${name}: links` : `Continue to ${kind === "device" ? "your client" : name}`;
}
