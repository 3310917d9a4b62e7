import type { Metadata } from "next";
import { notFound } from "next/navigation";

export const metadata: Metadata = { title: "Not found" };

/** Shows "Not found" inside the frame for an unknown address below a workspace, so the navigation stays in sight. */
export default function UnknownPage(): never {
  notFound();
}
