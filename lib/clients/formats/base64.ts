/** The UTF-8 of a text in base64 (RFC 4648 section 4). */
export function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
