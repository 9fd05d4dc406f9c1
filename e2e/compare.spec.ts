import { join } from "node:path";
import { expect, test } from "./app";
import { findings } from "./axe";
import { startModel } from "./model";
import { board, dialog, run, screenText, shell } from "./pages/app-pages";
import { printedAt, runFolders } from "./recordings";
import { createRepository, featureFiles } from "./repositories";

const spoken = /^ *(first|second) attempt/m;

test("two runs of a task are compared side by side, one that asked and one that did not", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
  );
  const model = await startModel([
    [["ask_person", { question: "In which language?" }]],
    Array.from({ length: 12 }, () => ["list_files", {}] as const),
    [["run_command", { command: "sleep 1.2; echo second attempt; echo hello > hello.txt" }]],
    "It says hello.",
  ]);
  const running = await launch({ open: repository, env: model.env });
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
  await board(page).start("T001");
  // The run's bar and its card say that it waits.
  await expect(run(page).word).toHaveText("waiting");
  await expect(page.getByText("Waits for an answer: In which language?")).toBeVisible();
  await page.getByRole("navigation").getByRole("button", { name: "Small" }).click();
  await shell(page).tab("Board").click();
  await expect(board(page).card("T001")).toContainText(/waiting.*Waits for an answer/s);
  expect(await findings(running)).toEqual([]);
  await board(page).card("T001").getByRole("button", { name: "Watch" }).click();
  await expect.poll(() => screenText(run(page).terminal)).toContain("In which language?");
  await run(page).terminal.getByRole("textbox").focus();
  await page.keyboard.type("English\n");
  await expect(run(page).word).toHaveText("review");
  model.close();
  const happened = page.locator(".evidence-events");
  await expect(happened).toContainText("Waits for an answer: In which language?");
  await expect(happened).toContainText(/Answered after \d+ s/);
  await expect(happened).toContainText(/Ran sleep 1\.2; echo second attempt.* · \d s/);
  // The list scrolls to the replay's position.
  await expect(happened.locator("[aria-current=true]")).toBeInViewport({ ratio: 1 });
  await expect(page.locator(".track .mark-shape.waiting").first()).toBeVisible();
  await expect(page.locator(".track .mark-shape.tool").first()).toBeVisible();

  await page.getByRole("button", { name: "Compare" }).click();
  const terminals = page.getByTestId("terminal");
  await expect(terminals).toHaveCount(2);
  const both = () => Promise.all([0, 1].map((side) => screenText(terminals.nth(side))));
  const begun = (text: RegExp) =>
    expect.poll(async () => (await both()).map((it) => text.test(it)));
  await begun(spoken).toEqual([true, true]);
  await expect(page.getByRole("region", { name: "The change on the left" })).toContainText(
    "bonjour",
  );
  await expect(page.getByRole("region", { name: "The change on the right" })).toContainText(
    "hello",
  );
  const figures = page.getByRole("table", { name: "Figures of both runs" });
  await expect(figures.getByRole("row", { name: /Left sent back/ })).toContainText("+1 −0");
  await expect(figures.getByRole("row", { name: /Left sent back/ })).toContainText("–");
  await expect(figures.getByRole("row", { name: /Right review/ })).toContainText(
    "4,000 in, 40 out",
  );
  expect(await findings(running)).toEqual([]);

  // When the first run has printed its text, the other one still waits for an answer.
  await page.keyboard.press("Home");
  await begun(spoken).toEqual([false, false]);
  const [first = "", second = ""] = await runFolders(places);
  const between =
    ((await printedAt(first, /^ *first attempt/m)) +
      (await printedAt(second, /^ *second attempt/m))) /
    2;
  await page.getByRole("slider", { name: "Time in both recordings" }).fill(between.toFixed(2));
  await begun(spoken).toEqual([true, false]);
  await page.keyboard.press("End");
  await begun(spoken).toEqual([true, true]);
  await page.getByText("Same clock").click();
  await expect(page.getByText("One ran after the other.")).toBeVisible();

  await page.getByRole("button", { name: "Close comparison" }).click();
  await expect(run(page).word).toHaveText("review");
});
