import type { Site } from "#scripts/drill/site";

/** What a step works with, while clients call through the proxy without a pause. */
export type Scene = Site & {
  /** Revokes one of the two keys that are in use. Each step does it at the worst moment that it knows. */
  revoke(): Promise<void>;
  /** Instead of `revoke`: lets the key end at this moment by the database's clock. */
  endByClock(): Promise<void>;
  /** Waits until so many further calls were answered with their result. */
  answers(count: number): Promise<void>;
  /** Waits until so many further calls failed. */
  failures(count: number): Promise<void>;
  /** Notes that a gateway was just killed: what it had not written yet died with it. */
  noteKilled(gateway: { url: string }): void;
};

/** One thing that goes wrong under load. */
export type Step = {
  name: string;
  /** The failures that clients may meet meanwhile, as a load names them. */
  allowed: readonly string[];
  /** Lets it go wrong, and sets it right again. */
  disturb(scene: Scene): Promise<void>;
};
