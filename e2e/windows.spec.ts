import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./app";
import { drafts } from "./drafts";
import { document } from "./pages/app-pages";
import { createRepository } from "./repositories";

const path = "specs/001-small/spec.md";

test("opening another project in one window loses no text that is typed in another window", async ({
  launch,
  places,
}) => {
  const make = (name: string) =>
    createRepository(join(places.base, name), { [path]: `# Spec ${name}\n\nAs it was.\n` });
  const [one, two] = [await make("one"), await make("two")];
  const read = (repository: string) => readFile(join(repository, path), "utf8");
  const running = await launch({ open: one });
  const first = running.page;
  await expect(document(first).ready).toBeVisible();
  const opening = running.app.waitForEvent("window");
  await first.keyboard.press("Control+Shift+N");
  const second = await opening;
  await expect(document(second).text).toContainText("Spec one");

  // Typed a moment before the other window opens another project; the text is saved to its own file.
  await document(first).text.getByText("As it was.").click();
  await first.keyboard.press("End");
  await running.chooseFolder(two);
  await first.keyboard.type(" Not yet saved.");
  await second.keyboard.press("Control+o");
  await expect(document(second).text).toContainText("Spec two");
  await expect.poll(() => read(one)).toBe("# Spec one\n\nAs it was. Not yet saved.\n");

  // All windows have one project, and no window writes one project's text into the other's file.
  await expect(document(first).text).toContainText("Spec two");
  await document(first).text.getByText("As it was.").click();
  await first.keyboard.press("End");
  await first.keyboard.type(" Here.");
  await expect(document(second).text).toContainText("As it was. Here.");
  await expect.poll(() => read(two)).toBe("# Spec two\n\nAs it was. Here.\n");
  expect(await read(one)).toBe("# Spec one\n\nAs it was. Not yet saved.\n");
  await expect.poll(() => drafts(first)).toBe("[]");
});
