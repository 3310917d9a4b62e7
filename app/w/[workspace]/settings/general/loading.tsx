import { PageSkeleton } from "#components/frame/page-skeleton";

export default function LoadingPage() {
  return <PageSkeleton />;
}
