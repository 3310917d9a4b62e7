import { PageSkeleton } from "#components/frame/page-skeleton";

export default function LoadingAccount() {
  return <PageSkeleton rows={1} />;
}
