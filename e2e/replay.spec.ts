import { join } from "node:path";
import { expect, test } from "./app";
import { findings } from "./axe";
import { board, dialog, run, shell } from "./pages/app-pages";
import { createRepository, featureFiles } from "./repositories";

test("a replay is played, looped, copied and shown on the full screen by its keys", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles(["- [ ] T001 Say hello (FR-001)"]),
  );
  const running = await launch({ open: repository });
  const { page, app } = running;
  const { keyboard } = page;
  await shell(page).tab("Board").click();
  await board(page).start("T001", "printf 'one\\r\\n'; sleep 1; printf 'two\\r\\n'; sleep 1");
  const view = run(page);
  await expect(view.word).toHaveText("review");
  const transport = page.getByRole("region", { name: "Timeline" });
  const loop = transport.getByRole("img", { name: /^Loop from/ });

  await view.timeline.focus();
  await keyboard.press("Home");
  await keyboard.press("l");
  await expect(loop).toHaveAccessibleName("Loop from 0:00");
  await keyboard.press("5");
  await keyboard.press("l");
  await expect(loop).toHaveAccessibleName("Loop from 0:00 to 0:01");
  await keyboard.press(">");
  await expect(transport.getByRole("radio", { name: "2×" })).toBeChecked();
  await keyboard.press(" ");
  await expect(transport.getByRole("button", { name: "Pause" })).toBeVisible();
  await keyboard.press(" ");
  await keyboard.press("l");
  await expect(loop).toBeHidden();

  await keyboard.press("3");
  await keyboard.press("c");
  await expect(transport.getByRole("status")).toContainText("Copied the screen at 0:00");
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toMatch(/\none$/);

  await keyboard.press("?");
  await expect(dialog(page).self).toContainText("Slower or faster, from 0.5× to 16×");
  expect(await findings(running)).toEqual([]);
  await keyboard.press("Escape");

  await keyboard.press("f");
  await expect(shell(page).rail).toBeHidden();
  await expect(view.timeline).toBeVisible();
  await keyboard.press("f");
  await expect(shell(page).rail).toBeVisible();
});
