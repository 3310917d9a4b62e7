"use client";

import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { Page } from "#components/frame/page/page-header";
import { Button } from "#components/ui/button";
import { ErrorState } from "#components/ui/error-state";

/** The digest identifies the error in the log of the server. */
export type PageErrorProps = { error: Error & { digest?: string }; retry: () => void };

/**
 * Asks the server for the page again. `reset` alone would only render the same failed data again.
 * @param reset the function that Next.js gives to an error page
 * @returns a function that tries again
 */
export function useRetry(reset: () => void): () => void {
  const router = useRouter();
  return () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
}

/** Says that the page could not be shown, and offers to try again. */
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

/** The same inside the frame, for the `error.tsx` of pages with a sidebar. */
export function FramedPageError({ error, reset }: { error: PageErrorProps["error"]; reset: () => void }) {
  return (
    <Page>
      <div className="md:pt-10">
        <PageError error={error} retry={useRetry(reset)} />
      </div>
    </Page>
  );
}
