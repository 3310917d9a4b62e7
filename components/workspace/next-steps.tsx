import { CircleCheck, CircleDashed } from "lucide-react";
import { workspacePath } from "#components/frame/navigation/navigation";
import { PageButton } from "#components/frame/navigation/page-link";
import { Card, CardHeader } from "#components/ui/card";
import { cn } from "#components/ui/cn";
import { can } from "#lib/auth/permissions";
import type { WorkspaceOverview } from "#lib/workspaces/dto";

type Step = { title: string; text: string; action: { label: string; path: string } | null; done: boolean };

/** The steps from an empty workspace to a client that calls tools, for a person with this role. */
export function stepsFor(overview: WorkspaceOverview): Step[] {
  const { workspace, servers, ownKeys, usedKeys, members, pendingInvitations } = overview;
  const connect = can(workspace.role, "upstreams:manage");
  const steps: (Step | false)[] = [
    {
      title: "Connect an MCP server",
      text: connect
        ? "Its tools become available to the keys of this workspace."
        : "An admin of this workspace connects the servers that your clients reach.",
      action: connect ? { label: "Add MCP server", path: "/settings/servers" } : null,
      done: servers > 0,
    },
    {
      title: "Create a key",
      text: "Create one for each AI client, so that you can revoke each separately.",
      action: { label: "Create key", path: "/settings/mcp" },
      done: ownKeys > 0,
    },
    {
      title: "Connect a client",
      text: "Paste the set-up into Claude, Cursor, VS Code or another client. Its first request completes this step.",
      action: { label: "Set-up instructions", path: "/settings/mcp" },
      done: usedKeys > 0,
    },
    can(workspace.role, "members:manage") && {
      title: "Invite your team",
      text: "Members create keys for their own clients.",
      action: { label: "Invite a member", path: "/settings/members" },
      done: members > 1 || pendingInvitations > 0,
    },
  ];
  return steps.filter((step) => step !== false);
}

/** Lists the next steps. A step is checked when it is done, and the list disappears when all are done. */
export function NextSteps({ overview }: { overview: WorkspaceOverview }) {
  const steps = stepsFor(overview);
  const doneCount = steps.filter(({ done }) => done).length;
  if (doneCount === steps.length) return null;
  const nextStep = steps.find(({ done, action }) => !done && action);
  return (
    <Card aria-labelledby="next-steps">
      <CardHeader
        id="next-steps"
        title="Next steps"
        action={<span className="mt-0.5 text-muted-foreground text-sm">{`${doneCount} of ${steps.length} done`}</span>}
      />
      <ol className="mt-2 divide-y border-t">
        {steps.map((step) => (
          <StepRow key={step.title} step={step} slug={overview.workspace.slug} isNext={step === nextStep} />
        ))}
      </ol>
    </Card>
  );
}

function StepRow({ step, slug, isNext }: { step: Step; slug: string; isNext: boolean }) {
  const { title, text, action, done } = step;
  const Icon = done ? CircleCheck : CircleDashed;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 px-4 py-3 sm:flex-nowrap sm:px-5">
      <div className="flex min-w-0 flex-1 basis-60 items-start gap-3">
        <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", done ? "text-success" : "text-muted-foreground")} />
        <div className="min-w-0">
          <p className={cn("font-medium", done && "text-muted-foreground")}>
            <span>{title}</span>
            {done && <span className="sr-only"> (done)</span>}
          </p>
          {!done && <p className="text-muted-foreground">{text}</p>}
        </div>
      </div>
      {!done && action && (
        <PageButton
          href={workspacePath(slug, action.path)}
          size="sm"
          variant={isNext ? "primary" : "secondary"}
          className="max-sm:ml-7"
        >
          {action.label}
        </PageButton>
      )}
    </li>
  );
}
