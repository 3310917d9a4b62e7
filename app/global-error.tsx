"use client";

import "./globals.css";
import { PageError, type PageErrorProps } from "#components/frame/page/page-error";

/** Replaces the root layout too, so it renders a whole document. */
export default function GlobalError({ error }: { error: PageErrorProps["error"] }) {
  return (
    <html lang="en">
      <body>
        <title>Error · Latchkey</title>
        <main className="mx-auto grid min-h-dvh max-w-form content-center px-4">
          <PageError error={error} retry={() => window.location.reload()} />
        </main>
      </body>
    </html>
  );
}
