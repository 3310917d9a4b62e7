/**
 * What is wrong with a URL that Latchkey is to call.
 * @param example a whole one, for whoever wrote a part
 * @param instead how to say who one is without a user name and password in it, as the end of a sentence
 * @returns one sentence, or null when it can be called
 */
export function urlProblem(text: string, example: string, instead = ""): string | null {
  if (!/^https?:\/\//i.test(text)) return "Begin with https:// or http://.";
  const parsed = URL.parse(text);
  if (!parsed) return `Enter a whole URL, such as ${example}.`;
  if (parsed.username || parsed.password) return `Leave out the user name and password${instead}.`;
  // `hash` is empty for a bare "#", which would stay in the stored URL.
  return text.includes("#") ? "Leave out the part from # on; servers never receive it." : null;
}
