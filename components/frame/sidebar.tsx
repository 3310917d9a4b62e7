import { NavLink } from "#components/frame/nav-link";
import { OVERVIEW, settingsFor, workspacePath } from "#components/frame/navigation";
import { ProfileMenu } from "#components/frame/profile-menu";
import { WorkspaceSwitcher } from "#components/frame/workspace-switcher";
import type { WorkspaceView } from "#lib/workspaces/dto";

export type FrameData = {
  user: { name: string; email: string };
  workspaces: WorkspaceView[];
  /** The workspace that is open, or was last; null for somebody who belongs to none. */
  workspace: WorkspaceView | null;
};

/** Switcher on top, pages in the middle, the person at the bottom. */
export function Sidebar({ user, workspaces, workspace }: FrameData) {
  return (
    <div className="flex h-full flex-col">
      <div className="p-2">
        <WorkspaceSwitcher workspaces={workspaces} workspace={workspace} />
      </div>
      <nav aria-label="Workspace" className="flex-1 overflow-y-auto p-2">
        {workspace && <WorkspaceNav workspace={workspace} />}
      </nav>
      <div className="border-t p-2">
        <ProfileMenu user={user} workspaceSlug={workspace?.slug ?? null} />
      </div>
    </div>
  );
}

function WorkspaceNav({ workspace }: { workspace: WorkspaceView }) {
  const settingsId = "settings-heading";
  return (
    <>
      <NavLink href={workspacePath(workspace.slug)} icon={<OVERVIEW.icon aria-hidden className="size-4" />} exact>
        {OVERVIEW.label}
      </NavLink>
      <p id={settingsId} className="mt-5 mb-1 px-2 font-medium text-muted-foreground text-xs">
        Settings
      </p>
      <ul aria-labelledby={settingsId} className="grid gap-0.5">
        {settingsFor(workspace.role).map(({ path, label, icon: Icon }) => (
          <li key={path}>
            <NavLink href={workspacePath(workspace.slug, path)} icon={<Icon aria-hidden className="size-4" />}>
              {label}
            </NavLink>
          </li>
        ))}
      </ul>
    </>
  );
}
