/** What a webhook is called where its whole address, which may be a secret of its receiver, is not for everybody. */
export function hostOf(url: string): string {
  return new URL(url).host;
}
