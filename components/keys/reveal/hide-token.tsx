/** `token` with everything between the two ends of its mask as dots, one for each character. */
export function hideToken(token: string, mask: string): string {
  const [start = "", end = ""] = mask.split("…");
  return start + "•".repeat(token.length - start.length - end.length) + end;
}
