import { join } from "node:path";
import { expect, test } from "./app";
import { findings } from "./axe";
import { board, dialog, run, screenText, shell } from "./pages/app-pages";
import { createRepository, featureFiles } from "./repositories";

test("two runs of a task stand side by side, in step, with their changes and figures", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
  );
  const running = await launch({ open: repository });
  const { page } = running;
  await shell(page).tab("Board").click();
  await board(page).start("T001", "echo first attempt; echo bonjour > hello.txt");
  await run(page).sendBack.click();
  await expect(page.getByRole("button", { name: "Compare" })).toBeHidden();
  await dialog(page).self.getByLabel("What should be different").fill("In English.");
  await dialog(page).press("Send back");
  await expect(run(page).word).toHaveText("sent back");
  await page.getByRole("navigation").getByRole("button", { name: "Small" }).click();
  await shell(page).tab("Board").click();
  await board(page).start("T001", "sleep 1.2; echo second attempt; echo hello > hello.txt");
  await expect(run(page).word).toHaveText("review");

  await page.getByRole("button", { name: "Compare" }).click();
  const terminals = page.getByTestId("terminal");
  await expect(terminals).toHaveCount(2);
  const both = () => Promise.all([0, 1].map((side) => screenText(terminals.nth(side))));
  const begun = (text: RegExp) =>
    expect.poll(async () => (await both()).map((it) => text.test(it)));
  await begun(/^(first|second) attempt/m).toEqual([true, true]);
  await expect(page.getByRole("region", { name: "The change on the left" })).toContainText(
    "bonjour",
  );
  await expect(page.getByRole("region", { name: "The change on the right" })).toContainText(
    "hello",
  );
  const figures = page.getByRole("table", { name: "Figures of both runs" });
  await expect(figures.getByRole("row", { name: /Left sent back/ })).toContainText("+1 −0");
  expect(await findings(running)).toEqual([]);

  // Half a second in, one has ended and the other has not begun to speak.
  await page.keyboard.press("Home");
  await begun(/^(first|second) attempt/m).toEqual([false, false]);
  await page.getByRole("slider", { name: "Time in both recordings" }).fill("0.9");
  await begun(/^(first|second) attempt/m).toEqual([true, false]);
  await page.keyboard.press("End");
  await begun(/^(first|second) attempt/m).toEqual([true, true]);
  await page.getByText("Same clock").click();
  await expect(page.getByText("One ran after the other.")).toBeVisible();

  await page.getByRole("button", { name: "Close comparison" }).click();
  await expect(run(page).word).toHaveText("review");
});
