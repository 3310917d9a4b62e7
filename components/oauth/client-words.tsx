import type { AnswerTarget, AskingClient } from "#lib/oauth/consent/dto";

/** Marks that people read as the end of a quotation, in any writing. */
const QUOTATION_MARKS = /[\p{Quotation_Mark}\u02ba\u02dd\u02ee\u05f4\u2033\u2036\u275d\u275e\u3003]/gu;

/**
 * The name of a client. One that nobody vouches for stands in quotation marks, because it is a claim. Such marks in the
 * name itself become apostrophes: otherwise a name could end the quotation, and go on as if Latchkey said it.
 */
export function clientTitle({ name, vouchedBy }: AskingClient): string {
  return vouchedBy === "nobody" ? `“${name.replaceAll(QUOTATION_MARKS, "'")}”` : name;
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
