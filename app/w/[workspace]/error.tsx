"use client";

import { PageError, type PageErrorProps, useRetry } from "#components/frame/page-error";
import { Page } from "#components/frame/page-header";

export default function WorkspaceError({ error, reset }: { error: PageErrorProps["error"]; reset: () => void }) {
  return (
    <Page>
      <div className="md:pt-10">
        <PageError error={error} retry={useRetry(reset)} />
      </div>
    </Page>
  );
}
