import { requireCurrentClient } from "#scripts/current-client";

/** Ends the run at once where every test that imports the database client would fail for the same reason. */
export default function setup(): void {
  requireCurrentClient();
}
