import { z } from "zod";
import { findUnseen, withoutUnseen } from "#lib/text/unseen";

type NameRules = {
  /** The most characters, counted as Unicode code points. */
  max: number;
  /** The sentence for a text that is missing or blank. Without it, a blank text is allowed. */
  missing?: string;
};

/**
 * The schema of every name and reason that a person types: one line without blanks at its ends, in which a reader sees
 * each character. The text is put into Unicode's composed form (NFC), so equal names are equal texts (decision 36).
 */
export function nameSchema({ max, missing }: NameRules) {
  return z
    .string(missing === undefined ? undefined : { error: missing })
    .trim()
    .normalize("NFC")
    .superRefine((text, context) => {
      const problem = nameProblem(text, { max, missing });
      if (problem) context.addIssue({ code: "custom", message: problem });
    })
    .meta({ maxLength: max, ...(missing !== undefined && { minLength: 1 }) });
}

/** @param text in its composed form, without blanks at its ends */
function nameProblem(text: string, { max, missing }: NameRules): string | null {
  if (text === "") return missing ?? null;
  // A code point has at most two units, so a longer text need not be searched.
  if (text.length > 2 * max || [...text].length > max) return `Use at most ${max} characters.`;
  const unseen = findUnseen(text);
  return unseen && `Leave out line breaks and invisible characters (${unseen}).`;
}

/**
 * Makes a name from elsewhere, such as a sign-in provider, fit the same rules, because nobody can be asked to correct it.
 * @param max the most characters, counted as Unicode code points
 * @returns the name; null when nothing of it can be seen
 */
export function fittingName(text: string, max: number): string | null {
  // Real names are short. What lies beyond is not worth a search.
  const oneLine = text.slice(0, 4 * max).replaceAll(/\s+/g, " ");
  const seen = withoutUnseen(oneLine).normalize("NFC").trim();
  // The cut may go through an emoji. The joiner that then stands at the end is left out too.
  const cut = [...seen].slice(0, max).join("");
  return withoutUnseen(cut).trim() || null;
}
