/** Replaces each character between the visible ends of a token by a dot. */
export function hideToken(token: string, mask: string): string {
  const [start = "", end = ""] = mask.split("…");
  return start + "•".repeat(token.length - start.length - end.length) + end;
}
