import { revalidatePath } from "next/cache";
import type { z } from "zod";
import type { StalePages } from "#app/stale-pages";
import { takeStrangerRequest } from "#app/stranger-requests";
import type { Newcomer } from "#lib/auth/accounts/sign-up";
import type { Permission } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { databaseAwayError } from "#lib/db/away-error";
import { type FormState, formError, parseInput } from "#lib/form";
import { noteFormRead } from "#lib/http/form-reading";
import { ALLOWANCES } from "#lib/rate-limit/allowances";

/**
 * What a caller must have before an action does anything. The operation asks for it, and a test holds the two together
 * (scripts/surface).
 * - a permission in the workspace
 * - `own`: a session; the query finds only what belongs to the caller
 * - `invitation`: the secret of an invitation link
 * - `none`: nothing, because strangers use it
 */
export type Right = Permission | "own" | "invitation" | "none";

/** What an action says of itself, for the list of all that can be asked of Latchkey. */
export type DeclaredAction = { right: Right; operation: string; caller: string };

/** What a server action needs. Everything that is left out does nothing. */
type Declaration<Asker, Input, Result, Data, Names extends readonly string[]> = {
  /** Who may call: `requireCaller` for signed-in people, `newcomer` for people without a session. */
  caller: () => Promise<Asker>;
  right: Right;
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

type ServerAction<Names extends readonly string[], Data> = {
  (...args: ActionArguments<Names>): Promise<FormState<Data>>;
  declared: DeclaredAction;
};

/**
 * Makes a server action. The browser may send any arguments, so the schema parses all of them. Every action counts for
 * its person, or for the network of a stranger.
 * @returns an action that answers an `AppError`, or a database that is away, with its sentence, and throws every other
 *   error
 */
export function action<
  Asker extends Caller | Newcomer,
  Input,
  Result,
  Data = null,
  const Names extends readonly string[] = [],
>(declaration: Declaration<Asker, Input, Result, Data, Names>): ServerAction<Names, Data> {
  const { caller, right, read = Object.fromEntries, schema, operation } = declaration;
  const { bound: names = [], revalidate = [], answer = () => null as Data } = declaration;
  const act = async (...args: ActionArguments<Names>): Promise<FormState<Data>> => {
    noteFormRead();
    const form: unknown = args[names.length + 1];
    // No page sends anything else, so there is no more to say to a forged call.
    if (!(form instanceof FormData)) return FORGED;
    const bound = Object.fromEntries(names.map((name, index) => [name, args[index]]));
    try {
      const asker = await caller();
      await takeRequest(asker);
      const input = parseInput(schema, { ...read(form), ...bound });
      const result = await operation(asker, input);
      for (const [path, type] of revalidate) revalidatePath(path, type);
      return { status: "done", data: answer(result, input) };
    } catch (error) {
      return formError(databaseAwayError(error) ?? error);
    }
  };
  return Object.assign(act, { declared: { right, operation: operation.name, caller: caller.name } });
}

/** @throws AppError RATE_LIMITED */
function takeRequest(asker: Caller | Newcomer): Promise<void> {
  if ("principal" in asker) return ALLOWANCES.changes.take({ person: asker.principal.userId });
  return takeStrangerRequest(asker);
}
