/** The name of a webhook for people who must not see its whole URL, which may contain a secret of its receiver. */
export function hostOf(url: string): string {
  return new URL(url).host;
}
