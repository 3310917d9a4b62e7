import { SearchX } from "lucide-react";
import type { Metadata } from "next";
import { Page, PageHeader } from "#components/frame/page/page-header";
import { EmptyState } from "#components/ui/empty-state";

export const metadata: Metadata = { title: "Not found" };

export default function NotFoundInWorkspace() {
  return (
    <Page>
      <PageHeader title="Page not found" />
      <EmptyState icon={SearchX} title="Nothing is here">
        It does not exist, or you have no access to it.
      </EmptyState>
    </Page>
  );
}
