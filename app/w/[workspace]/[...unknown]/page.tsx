import { notFound } from "next/navigation";

/** An address below a workspace that leads nowhere: "Not found" inside the frame, where the way on is in sight. */
export default function UnknownPage(): never {
  notFound();
}
