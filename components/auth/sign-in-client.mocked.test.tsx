import { type ComponentProps, isValidElement, type ReactElement, type ReactNode } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { signOutTo } from "#components/auth/sign-in-client";
import { ProfileMenu } from "#components/frame/navigation/profile-menu";
import { DropdownMenuItem } from "#components/ui/dropdown-menu";
import { addForm, provideLeaveQuestion } from "#components/ui/unsaved-forms";

const signOut = vi.fn();
const form = { isFilled: () => true, keep: vi.fn(), discard: vi.fn(), release: vi.fn() };
addForm(form);

afterEach(() => {
  vi.doUnmock("next-auth/react");
  vi.clearAllMocks();
});

test("signing out forgets what was typed only once it can begin", async () => {
  vi.doMock("next-auth/react", () => {
    throw new Error("offline");
  });
  await expect(signOutTo("/sign-in")).rejects.toThrow();
  expect(form.discard).not.toHaveBeenCalled();

  vi.doMock("next-auth/react", () => ({ signOut }));
  await signOutTo("/sign-in");
  expect(form.discard).toHaveBeenCalledBefore(signOut);
  expect(signOut).toHaveBeenCalledWith({ callbackUrl: "/sign-in" });
});

test("the menu asks before it signs out over a filled form", async () => {
  vi.doMock("next-auth/react", () => ({ signOut }));
  const answers = [false, true];
  const question = vi.fn(async () => answers.shift() ?? false);
  provideLeaveQuestion(question);
  const item = itemsOf(ProfileMenu({ user: { name: "Ada", email: "ada@example.com" }, workspaceSlug: null })).at(-1);
  const select = () => item?.props.onSelect?.();
  select();
  await question.mock.results[0]?.value;
  expect(signOut).not.toHaveBeenCalled();
  select();
  await vi.waitFor(() => expect(signOut).toHaveBeenCalledOnce());
  expect(question).toHaveBeenCalledTimes(2);
});

type Item = ReactElement<ComponentProps<typeof DropdownMenuItem>>;

function itemsOf(node: ReactNode): Item[] {
  if (Array.isArray(node)) return node.flatMap(itemsOf);
  if (!isValidElement<{ children?: ReactNode }>(node)) return [];
  return node.type === DropdownMenuItem ? [node as Item] : itemsOf(node.props.children);
}
