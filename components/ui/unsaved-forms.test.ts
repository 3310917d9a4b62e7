import { beforeEach, expect, test, vi } from "vitest";
import { addForm, leavePage, leaveTo, provideLeaveQuestion } from "#components/ui/unsaved-forms";

beforeEach(() => {
  const url = new URL("https://keys.acme.com/new-workspace");
  vi.stubGlobal("window", { location: url });
  return () => vi.unstubAllGlobals();
});

/** A page with one form, and a person who answers its question. */
function page({ isFilled, mayLeave }: { isFilled: boolean; mayLeave: boolean }) {
  const form = { isFilled: () => isFilled, keep: vi.fn(), discard: vi.fn(), release: vi.fn() };
  const question = vi.fn(async () => mayLeave);
  const ends = [addForm(form), provideLeaveQuestion(question)];
  return { form, question, leave: vi.fn(), [Symbol.dispose]: () => ends.forEach((end) => void end()) };
}

test("whoever leaves a filled form is asked, also when they sign out to the same page", async () => {
  const ways = [leavePage, (leave: () => void) => leaveTo("/account", leave)];
  for (const leaveBy of ways) {
    using agreed = page({ isFilled: true, mayLeave: true });
    leaveBy(agreed.leave);
    expect(agreed.leave).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(agreed.leave).toHaveBeenCalledOnce());
    expect(agreed.form.discard).toHaveBeenCalled();
  }
  for (const leaveBy of ways) {
    using stayed = page({ isFilled: true, mayLeave: false });
    leaveBy(stayed.leave);
    await stayed.question.mock.results[0]?.value;
    expect(stayed.leave).not.toHaveBeenCalled();
    expect(stayed.form.discard).not.toHaveBeenCalled();
  }
});

test("nobody is asked over an empty form, or on the way to a part of the same page", () => {
  using empty = page({ isFilled: false, mayLeave: false });
  leavePage(empty.leave);
  using filled = page({ isFilled: true, mayLeave: false });
  leaveTo("/new-workspace#name", filled.leave);
  for (const { leave, question } of [empty, filled]) {
    expect(leave).toHaveBeenCalledOnce();
    expect(question).not.toHaveBeenCalled();
  }
});
