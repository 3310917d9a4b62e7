"use client";

import { PageError, type PageErrorProps, useRetry } from "#components/frame/page/page-error";

export default function RootError({ error, reset }: { error: PageErrorProps["error"]; reset: () => void }) {
  return (
    <main className="mx-auto grid min-h-dvh max-w-form content-center px-4">
      <PageError error={error} retry={useRetry(reset)} />
    </main>
  );
}
