import { revalidatePath } from "next/cache";
import type { z } from "zod";
import type { StalePages } from "#app/stale-pages";
import { type FormState, formError, parseInput } from "#lib/form";

/** What a server action needs. Everything that is left out does nothing. */
type Declaration<Asker, Input, Result, Data, Names extends readonly string[]> = {
  /** Who may call: `requireCaller` for signed-in people, `newcomer` for people without a session. */
  caller: () => Promise<Asker>;
  /** The names of the arguments that the page binds, in their order. They replace form fields of the same name. */
  bound?: Names;
  /** Reads the form into what the schema expects. The default takes each field as it is. */
  read?: (form: FormData) => object;
  schema: z.ZodType<Input>;
  operation: (asker: Asker, input: Input) => Promise<Result>;
  /** The pages that Next.js renders again after the operation. */
  revalidate?: StalePages;
  /** Makes the data that the form gets, or redirects. The default sends nothing of the result to the browser. */
  answer?: (result: Result, input: Input) => Data;
};

const FORGED: FormState<never> = {
  status: "error",
  message: "This form cannot be read. Reload the page and try again.",
  fields: {},
};

/** The arguments that the page binds, then the two that React's `useActionState` passes. */
type ActionArguments<Names extends readonly string[]> = [
  ...bound: { [Index in keyof Names]: string },
  previous: unknown,
  form: FormData,
];

/**
 * Makes a server action. The browser may send any arguments, so the schema parses all of them.
 * @returns an action that answers an `AppError` with its message and throws every other error
 */
export function action<Asker, Input, Result, Data = null, const Names extends readonly string[] = []>(
  declaration: Declaration<Asker, Input, Result, Data, Names>,
): (...args: ActionArguments<Names>) => Promise<FormState<Data>> {
  const { caller, read = Object.fromEntries, schema, operation } = declaration;
  const { bound: names = [], revalidate = [], answer = () => null as Data } = declaration;
  return async (...args) => {
    const form: unknown = args[names.length + 1];
    // No page sends anything else, so there is no more to say to a forged call.
    if (!(form instanceof FormData)) return FORGED;
    const asker = await caller();
    const bound = Object.fromEntries(names.map((name, index) => [name, args[index]]));
    try {
      const input = parseInput(schema, { ...read(form), ...bound });
      const result = await operation(asker, input);
      for (const [path, type] of revalidate) revalidatePath(path, type);
      return { status: "done", data: answer(result, input) };
    } catch (error) {
      return formError(error);
    }
  };
}
