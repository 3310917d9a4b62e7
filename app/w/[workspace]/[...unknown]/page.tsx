import type { Metadata } from "next";
import { notFound } from "next/navigation";

export const metadata: Metadata = { title: "Not found" };

/** An address below a workspace that leads nowhere: "Not found" inside the frame, where the way on is in sight. */
export default function UnknownPage(): never {
  notFound();
}
