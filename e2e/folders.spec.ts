import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./app";
import { dialog, document, shell, welcome } from "./pages/app-pages";
import { createRepository, featureFiles, git } from "./repositories";
import type { Running } from "./running";

/** Opens a folder as a person does: by the system's dialog, from any screen. */
async function openFolder({ page, chooseFolder }: Running, path: string): Promise<void> {
  await chooseFolder(path);
  await page.getByRole("button", { name: /^Open (a repository|another folder)$/ }).click();
}

test("folders that cannot be opened give the reason", async ({ launch, places }) => {
  const bare = join(places.base, "bare.git");
  await mkdir(bare);
  await git(bare, "init", "--quiet", "--bare");
  const file = join(places.base, "notes.txt");
  await writeFile(file, "not a folder\n");

  const running = await launch({ open: file });
  const { heading } = welcome(running.page);
  await expect(heading).toHaveText("This is a file, not a folder");
  await openFolder(running, bare);
  await expect(heading).toHaveText("There are no files to work on here");
  await openFolder(running, join(places.base, "nowhere"));
  await expect(heading).toHaveText("This folder is not there");
  await expect(running.page.getByText(join(places.base, "nowhere"))).toBeVisible();
  await running.page.getByRole("button", { name: "Back" }).click();
  await expect(heading).toHaveText("Specwright");
});

test("a folder becomes a repository, and its first feature is written", async ({
  launch,
  places,
}) => {
  const folder = join(places.base, "plain");
  await mkdir(folder);
  await writeFile(join(folder, "kept.txt"), "kept\n");
  const running = await launch();
  const { page } = running;
  await openFolder(running, folder);
  await expect(welcome(page).heading).toHaveText("This folder is not a git repository");
  await page.getByRole("button", { name: "Make a repository here" }).click();
  await expect(page.getByRole("heading", { name: "No specs yet" })).toBeVisible();
  expect(await git(folder, "rev-list", "--count", "HEAD")).toBe("1");
  expect(await git(folder, "status", "--porcelain")).toBe("?? kept.txt");

  await page.getByRole("main").getByRole("button", { name: "New feature" }).click();
  await dialog(page).self.getByRole("textbox").fill("Night deliveries");
  await dialog(page).press("Write the spec");
  await expect(document(page).ready).toBeVisible();
  await expect(shell(page).rail).toContainText("001");
  const spec = await readFile(join(folder, "specs/001-night-deliveries/spec.md"), "utf8");
  expect(spec).toContain("Night deliveries");
});

test("a repository without commits gets its first one, and its files are listed as soon as git can", async ({
  launch,
  places,
}) => {
  const folder = join(places.base, "fresh");
  await mkdir(folder);
  await git(folder, "init", "--quiet");
  await writeFile(join(folder, "kept.txt"), "kept\n");
  // A git that refuses to list files as long as the file `refuses` exists.
  const bin = join(places.base, "bin");
  const refuses = join(bin, "refuses");
  await mkdir(bin);
  await writeFile(refuses, "");
  await writeFile(
    join(bin, "git"),
    `#!/bin/sh
PATH=\${PATH#*:}
case " $* " in *" status "*) [ ! -e '${refuses}' ] || { echo 'fatal: no list today' >&2; exit 128; } ;; esac
exec git "$@"
`,
    { mode: 0o755 },
  );
  const running = await launch({ env: { PATH: `${bin}:${process.env["PATH"] ?? ""}` } });
  const { page } = running;
  await openFolder(running, folder);
  await expect(welcome(page).heading).toHaveText("This repository has no commits yet");
  await page.getByRole("button", { name: "Make an empty first commit" }).click();
  await expect(page.getByRole("heading", { name: "No specs yet" })).toBeVisible();
  expect(await git(folder, "status", "--porcelain")).toBe("?? kept.txt");

  await expect(shell(page).state).toHaveText("Git could not list the uncommitted files");
  const again = page.getByRole("button", { name: "List again" });
  await again.press("Enter");
  await expect(shell(page).state).toHaveText("Git could not list the uncommitted files");
  await rm(refuses);
  await again.press("Enter");
  await expect(shell(page).state).toHaveText("1 file not committed");
  await expect(again).toBeHidden();
});

test("recent repositories are remembered until they are forgotten", async ({ launch, places }) => {
  const files = featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]);
  const [stays, goes] = [join(places.base, "stays"), join(places.base, "goes")];
  await createRepository(stays, files);
  await createRepository(goes, files);

  const first = await launch();
  await openFolder(first, goes);
  await expect(document(first.page).ready).toBeVisible();
  await shell(first.page).command("Close the project");
  // A folder inside a repository opens the repository.
  await openFolder(first, join(stays, "specs"));
  await expect(first.page.getByRole("banner")).toContainText("stays");
  await shell(first.page).command("Close the project");
  await expect(welcome(first.page).trySample).toBeVisible();
  await first.quit();
  await rm(goes, { recursive: true });

  const { page } = await launch();
  const recent = page.getByRole("region", { name: "Recent" }).getByRole("listitem");
  await expect(recent).toHaveText([/^stays/, /^goes.*missing/]);
  await recent.filter({ hasText: "missing" }).getByRole("button").first().click();
  await expect(welcome(page).heading).toHaveText("This folder is not there");
  await page.getByRole("button", { name: "Forget goes" }).click();
  await expect(recent).toHaveText([/^stays/]);
  await recent.getByRole("button").first().click();
  await expect(document(page).ready).toBeVisible();
});
