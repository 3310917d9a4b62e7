import { expect, test, vi } from "vitest";
import { LargeBody } from "#lib/upstreams/wire/large-body";

test("calls back when the connection asks for more, and gives its bytes once", async () => {
  const onHandedOver = vi.fn();
  const body = new LargeBody("größer", onHandedOver);
  expect(body.byteLength).toBe(8);
  const reading = body[Symbol.asyncIterator]();
  expect((await reading.next()).value?.toString()).toBe("größer");
  expect(onHandedOver).not.toHaveBeenCalled();
  expect((await reading.next()).done).toBe(true);
  expect(onHandedOver).toHaveBeenCalledOnce();
  expect((await body[Symbol.asyncIterator]().next()).done).toBe(true);
});
