import { Download } from "lucide-react";
import { buttonStyles } from "#components/ui/button";

/** Downloads what the list shows, all pages of it. */
export function ExportKeys({ href }: { href: string }) {
  return (
    <a href={href} download className={buttonStyles()}>
      <Download aria-hidden />
      Export CSV
    </a>
  );
}
