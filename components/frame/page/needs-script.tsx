import { Notice } from "#components/ui/notice";

/** Tells people without JavaScript what does not work. Other browsers do not show it. */
export function NeedsScript({ children }: { children: string }) {
  return (
    <noscript>
      <Notice title="JavaScript is off">{children}</Notice>
    </noscript>
  );
}
