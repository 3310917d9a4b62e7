import type { Scope } from "#lib/keys/access/scopes";
import type { AppClient, KeyView } from "#lib/keys/view/dto";

/** Where the answer to a client goes, for people. */
export type AnswerTarget = { kind: "host" | "device" | "app"; name: string };

/** The client that asks, as far as it is known. Its name is a claim, unless somebody vouches for it. */
export type AskingClient = Pick<AppClient, "name" | "vouchedBy" | "host">;

/** What the page on which a person agrees has to show. */
export type Consent = {
  client: AskingClient;
  target: AnswerTarget;
  /** What the client asks for. */
  wanted: Scope[];
  /** Apps of this person and this client that were not disconnected, the ones used last first. */
  earlier: KeyView[];
  /** The earlier app that is probably connected again; null for a new one. */
  againId: string | null;
  /** Whether several installations of the program share one client, so that a person has to say which one this is. */
  isShared: boolean;
  /** A name for a new app, which none of the person's apps has. */
  newName: string;
};

/** Where the browser takes the answer. The address holds a code, so it is neither stored nor logged. */
export type ConsentAnswer = { answerTo: string };
