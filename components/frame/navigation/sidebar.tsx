import { NavLink } from "#components/frame/navigation/nav-link";
import { OVERVIEW, settingsGroupsFor, workspacePath } from "#components/frame/navigation/navigation";
import { ProfileMenu } from "#components/frame/navigation/profile-menu";
import { WorkspaceSwitcher } from "#components/frame/navigation/workspace-switcher";
import { type MarkNoticesRead, NoticeBell } from "#components/notices/notice-bell";
import type { NoticeView } from "#lib/notices/dto";
import type { WorkspaceView } from "#lib/workspaces/dto";

export type FrameData = {
  user: { name: string; email: string };
  workspaces: WorkspaceView[];
  /** The workspace that is open, or was open last; null for a person who belongs to none. */
  workspace: WorkspaceView | null;
  /** How many invitations to workspaces the person can accept without a link. */
  invitations: number;
  notices: NoticeView[];
  markNoticesRead: MarkNoticesRead;
};

/**
 * The sidebar: the workspace switcher at the top, the pages in the middle, the profile and the notices at the bottom.
 */
export function Sidebar({ user, workspaces, workspace, invitations, notices, markNoticesRead }: FrameData) {
  return (
    <div className="flex h-full flex-col">
      <div className="p-2">
        <WorkspaceSwitcher workspaces={workspaces} workspace={workspace} invitations={invitations} />
      </div>
      <nav aria-label="Workspace" className="flex-1 overflow-y-auto p-2">
        {workspace && <WorkspaceNav workspace={workspace} />}
      </nav>
      <div className="flex items-center gap-1 border-t p-2">
        <div className="min-w-0 flex-1">
          <ProfileMenu user={user} workspaceSlug={workspace?.slug ?? null} />
        </div>
        <NoticeBell notices={notices} markRead={markNoticesRead} side="top" />
      </div>
    </div>
  );
}

function WorkspaceNav({ workspace }: { workspace: WorkspaceView }) {
  return (
    <>
      <NavLink href={workspacePath(workspace.slug)} icon={<OVERVIEW.icon aria-hidden className="size-4" />} exact>
        {OVERVIEW.label}
      </NavLink>
      {settingsGroupsFor(workspace.role).map(({ heading, pages }) => (
        <div key={heading}>
          <p aria-hidden className="mt-5 mb-1 px-2 font-medium text-muted-foreground text-xs">
            {heading}
          </p>
          <ul aria-label={heading} className="grid gap-0.5">
            {pages.map(({ path, label, icon: Icon }) => (
              <li key={path}>
                <NavLink href={workspacePath(workspace.slug, path)} icon={<Icon aria-hidden className="size-4" />}>
                  {label}
                </NavLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}
