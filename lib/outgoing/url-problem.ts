/**
 * Checks a URL that Latchkey will call.
 * @param example a complete URL, which the message shows when `text` is incomplete
 * @param instead what to do instead of a user name and password in the URL, as the end of a sentence
 * @returns the problem as one sentence; null when the URL can be called
 */
export function urlProblem(text: string, example: string, instead = ""): string | null {
  if (!/^https?:\/\//i.test(text)) return "Begin with https:// or http://.";
  const parsed = URL.parse(text);
  if (!parsed) return `Enter a whole URL, such as ${example}.`;
  if (parsed.username || parsed.password) return `Leave out the user name and password${instead}.`;
  // `hash` is empty for a bare "#", which would stay in the stored URL.
  return text.includes("#") ? "Leave out the part from # on; servers never receive it." : null;
}
