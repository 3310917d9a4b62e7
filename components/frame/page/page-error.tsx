"use client";

import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { Page } from "#components/frame/page/page-header";
import { Button } from "#components/ui/button";
import { ErrorState } from "#components/ui/error-state";

/** What Next hands to an error page. The digest finds the error in the server's log. */
export type PageErrorProps = { error: Error & { digest?: string }; retry: () => void };

/**
 * Asks the server for the page again. React's own `reset` alone would draw once more what failed to come.
 * @param reset what Next hands to an error page
 */
export function useRetry(reset: () => void): () => void {
  const router = useRouter();
  return () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
}

/** Something broke that no form could have prevented: say so, and offer the way on. */
export function PageError({ error, retry }: PageErrorProps) {
  return (
    <ErrorState
      title={<h1>This page could not be shown</h1>}
      action={
        <Button variant="primary" onClick={retry}>
          Try again
        </Button>
      }
    >
      <p>Something failed on the server. Your data is unchanged.</p>
      {error.digest && (
        <p className="mt-1 text-sm">
          Reference for the log: <code className="font-mono">{error.digest}</code>
        </p>
      )}
    </ErrorState>
  );
}

/** The error page inside the frame, for the `error.tsx` of pages that have one around them. */
export function FramedPageError({ error, reset }: { error: PageErrorProps["error"]; reset: () => void }) {
  return (
    <Page>
      <div className="md:pt-10">
        <PageError error={error} retry={useRetry(reset)} />
      </div>
    </Page>
  );
}
