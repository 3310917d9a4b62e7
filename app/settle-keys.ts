import { revalidatePath } from "next/cache";
import { type FormState, formError } from "#lib/form";

/** Carries out what was asked of a key, and has the lists and the pages of keys read anew. */
export async function settleKeys<Data>(work: () => Promise<Data>): Promise<FormState<Data>> {
  try {
    const data = await work();
    revalidatePath("/w/[workspace]/settings/mcp", "layout");
    revalidatePath("/w/[workspace]/settings/service-keys", "page");
    return { status: "done", data };
  } catch (error) {
    return formError(error);
  }
}
