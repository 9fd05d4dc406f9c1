import { join } from "node:path";
import { expect, test } from "./app";
import { findings } from "./axe";
import { cli } from "./command-line";
import { run, screenText, shell } from "./pages/app-pages";
import { createRepository, featureFiles } from "./repositories";

const agent = [
  "printf 'before \\033[32mnee\\033[0mdle %s\\n' aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "sleep 0.3",
  "printf '\\033[2J\\033[Hafterwards\\n'",
].join("; ");

test("text on a screen is found in all recordings and opens at its moment", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
  );
  expect((await cli(places, "run", "T001", "--repo", repository, "--agent", agent)).exit).toBe(0);
  const told = await cli(places, "search", "NEEDLE", repository);
  expect(told).toMatchObject({ exit: 0, errors: "" });
  expect(told.output).toMatch(/T001-\w+ {2} +\d+\.\d s {2}screen {3}before needle aaa/);
  const none = await cli(places, "search", "absent", repository, "--json");
  expect(none).toMatchObject({ exit: 0, output: "" });

  const running = await launch({ open: repository });
  const { page } = running;
  await shell(page).tab("Runs").click();
  await page.getByRole("searchbox", { name: "Search recordings" }).fill("needle");
  await page.keyboard.press("Enter");
  const place = page.getByRole("button", { name: /screen before needle/ });
  await expect(place).toBeVisible();
  await expect(page.locator("main").getByRole("status")).toHaveText(/place.* in 1 recording/);
  expect(await findings(running)).toEqual([]);
  await place.click();
  await expect.poll(() => screenText(run(page).terminal)).toContain("before needle");
  expect(await screenText(run(page).terminal)).not.toMatch(/^afterwards/m);

  // A person stops an endless expression.
  await page.keyboard.press("ControlOrMeta+Shift+F");
  const field = page.getByRole("searchbox", { name: "What to look for" });
  await expect(field).toBeFocused();
  await field.fill("(a|a)+b");
  await page.getByRole("checkbox", { name: "Regular expression" }).check();
  await field.press("Enter");
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByText("Stopped · ")).toBeVisible();
  await field.fill("(");
  await field.press("Enter");
  await expect(page.getByText("This is no regular expression")).toBeVisible();
});
