import { createUpstream } from "#lib/upstreams/settings/create-upstream";
import { setUpstreamDisabled } from "#lib/upstreams/settings/disable-upstream";
import { createUpstreamSchema } from "#lib/upstreams/settings/schema";
import { setToolRule } from "#lib/upstreams/settings/set-tool-rule";
import { at, type People } from "#prisma/seed/people";
import { startSampleServers, urlOf } from "#prisma/seed/sample-servers";

/** The ids of the servers by the names that the seed gives them. */
export type Servers = Record<"everything" | "notebook" | "staging" | "labs", string>;

const WANTED = { name: "Authorization", value: "Bearer sample" };

/** Connects servers while they run: of each era, in two environments, down, with wrong credentials, and disabled. */
export async function seedServers({ owner, workspace, labs }: People): Promise<Servers> {
  const samples = await startSampleServers();
  const connect = (days: number, slug: string, server: object) =>
    createUpstream(at(owner, days), createUpstreamSchema.parse({ workspace: slug, ...server }));
  try {
    const everything = await connect(-90, workspace.slug, { name: "Everything", url: urlOf("everything") });
    const notebook = await connect(-80, workspace.slug, { name: "Notebook", url: urlOf("notebook") });
    const staging = await connect(-70, workspace.slug, {
      name: "Notebook with a name that is longer than the place for it",
      url: urlOf("locked"),
      environment: "staging",
      headers: [WANTED],
    });
    await connect(-60, workspace.slug, { name: "Wrong credentials", url: urlOf("locked") });
    await connect(-50, workspace.slug, { name: "Not MCP", url: urlOf("page") });
    await connect(-40, workspace.slug, { name: "Down", url: urlOf("down") });
    const disabled = await connect(-30, workspace.slug, { name: "Disabled", url: urlOf("notebook") });
    const inWorkspace = { workspace: workspace.slug };
    await setUpstreamDisabled(at(owner, -20), { ...inWorkspace, upstreamId: disabled.id, disabled: true });
    await setToolRule(at(owner, -20), {
      ...inWorkspace,
      upstreamId: notebook.id,
      toolName: "shout",
      access: "read_only",
    });
    await setToolRule(at(owner, -19), {
      ...inWorkspace,
      upstreamId: notebook.id,
      toolName: "delete_notes",
      access: "blocked",
    });
    const ofLabs = await connect(-10, labs.slug, { name: "Notebook", url: urlOf("notebook") });
    return { everything: everything.id, notebook: notebook.id, staging: staging.id, labs: ofLabs.id };
  } finally {
    await samples.stop();
  }
}
