import { expect, it, vi } from "vitest";
import { createUncommittedList } from "./uncommitted-list";

function listWith() {
  const asked: { answer(paths: string[]): void; fail(error: unknown): void }[] = [];
  const told: (readonly string[])[] = [];
  const failures: unknown[] = [];
  const list = createUncommittedList(
    () => new Promise((answer, fail) => void asked.push({ answer, fail })),
    () => undefined,
    (paths) => told.push(paths),
    (error) => failures.push(error),
  );
  return { asked, told, failures, list };
}

it("reads one list at a time, and once more for all requests meanwhile", async () => {
  const { asked, told, list } = listWith();
  for (let n = 0; n < 5; n += 1) list.read();
  expect(asked).toHaveLength(1);
  asked[0]?.answer(["a"]);
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  asked[1]?.answer(["b"]);
  await vi.waitFor(() => expect(told).toEqual([["a"], ["b"]]));
  expect(asked).toHaveLength(2);
});

it("keeps git's newer answers for single paths", async () => {
  const { asked, told, list } = listWith();
  list.read();
  list.answered("saved.md", true);
  list.answered("back.md", false);
  asked[0]?.answer(["back.md", "other.md"]);
  await vi.waitFor(() => expect(told).toEqual([["other.md", "saved.md"]]));
  list.read();
  asked[1]?.answer(["other.md"]);
  await vi.waitFor(() => expect(told[1]).toEqual(["other.md"]));
});

it("says that git gave no list, asks again on request, and is silent once closed", async () => {
  const { asked, told, failures, list } = listWith();
  list.read();
  asked[0]?.fail("no");
  await vi.waitFor(() => expect(failures).toEqual(["no"]));
  list.read();
  list.read();
  list.close();
  asked[1]?.answer(["a"]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual([]);
  expect(asked).toHaveLength(2);
});
