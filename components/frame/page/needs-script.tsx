import { Notice } from "#components/ui/notice";

/** For browsers without JavaScript: says what then does not work, before somebody tries. */
export function NeedsScript({ children }: { children: string }) {
  return (
    <noscript>
      <Notice title="JavaScript is off">{children}</Notice>
    </noscript>
  );
}
