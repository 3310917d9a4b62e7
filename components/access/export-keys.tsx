import { Download } from "lucide-react";
import { buttonStyles } from "#components/ui/button";

/** Downloads all pages of the list as it is filtered. */
export function ExportKeys({ href }: { href: string }) {
  return (
    <a href={href} download className={buttonStyles()}>
      <Download aria-hidden />
      Export CSV
    </a>
  );
}
