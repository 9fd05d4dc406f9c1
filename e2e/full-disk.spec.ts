import { chmod, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "./app";
import { findings } from "./axe";
import { drafts } from "./drafts";
import { fill, mountsWork, withSmallDisk } from "./full-disk";
import { board, document, run, screenText, shell } from "./pages/app-pages";
import { onlyRun, recordedEvents } from "./recordings";
import { createRepository, featureFiles } from "./repositories";

const path = "specs/001-full/spec.md";
const sentence = "A sentence to go on with.";
const spec = `# Feature Specification: Full\n\n${sentence}\n\n${"Filled with words. ".repeat(2000)}\n`;

const whereMountsWork = mountsWork ? test : () => undefined;

whereMountsWork(
  "a full disk loses nothing, is reported, and the edit is saved when space is free",
  ({ launch, places }) =>
    withSmallDisk(join(places.base, "disk"), "2m", async () => {
      const disk = join(places.base, "disk");
      const repository = await createRepository(join(disk, "small"), { [path]: spec });
      const file = join(repository, path);
      const { page } = await launch({ open: repository });
      const { text } = document(page);
      await text.getByText(sentence).click();
      await page.keyboard.press("End");

      const filler = await fill(disk);
      await page.keyboard.type(" Typed on a full disk.");
      await expect(page.getByRole("alert")).toContainText("The disk is full. Make room");
      await expect(shell(page).state).toContainText("Draft kept here");
      await expect.poll(() => drafts(page)).toContain("Typed on a full disk.");
      expect(await readFile(file, "utf8")).toBe(spec);
      const left = await readdir(dirname(file));
      expect(left).toEqual(["spec.md"]);

      await rm(filler);
      await page.getByRole("button", { name: "Try again" }).click();
      await expect(shell(page).state).toContainText("Saved");
      expect(await readFile(file, "utf8")).toBe(
        spec.replace(sentence, `${sentence} Typed on a full disk.`),
      );
      await expect.poll(() => drafts(page)).toBe("[]");
    }),
);

whereMountsWork(
  "a full disk pauses a run, is reported, and the run continues when space is free",
  ({ launch, places }) =>
    withSmallDisk(places.home, "8m", async () => {
      const repository = await createRepository(
        join(places.base, "small"),
        featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
      );
      const running = await launch({ open: repository });
      const { page } = running;
      await shell(page).tab("Board").click();
      const much = "seq -f 'line %.0f of what there is no room for' 1 40000";
      await board(page).start(
        "T001",
        `echo begun; read go; ${much}; read end; echo end $end`,
        true,
      );
      const { terminal, word } = run(page);
      await expect.poll(() => screenText(terminal)).toContain("begun");
      await expect(page.getByText("What you type here is recorded")).toBeVisible();

      const filler = await fill(places.home);
      await terminal.click();
      await page.keyboard.press("Enter");
      const alert = page.getByRole("alert").filter({ hasText: "The disk is full" });
      await expect(alert).toContainText(
        "the program waits. Nothing is lost. Make room on the disk",
      );
      expect(await findings(running)).toEqual([]);
      await rm(filler);
      await expect(alert).toBeHidden();
      await expect.poll(() => screenText(terminal)).toContain("line 40000 of");
      await page.keyboard.type("well");
      await page.keyboard.press("Enter");
      await expect(word).toHaveText("review");
      const { folder } = await onlyRun(places);
      const recorded = await recordedEvents(folder);
      const text = (code: string) =>
        recorded.map((event) => (event.code === code ? event.data : "")).join("");
      expect(text("o").match(/line \d+ of/g)).toHaveLength(40_000);
      expect(text("i")).toContain("well\r");
      await expect(page.getByText("verified, digest")).toBeVisible();
    }),
);

whereMountsWork(
  "a full disk under the local database is reported, edits still reach their file, and drafts work again afterwards",
  ({ launch, places }) =>
    withSmallDisk(places.userData, "48m", async () => {
      const repository = await createRepository(join(places.base, "small"), { [path]: spec });
      const file = join(repository, path);
      const first = await launch({ open: repository });
      const { page } = first;
      const { state } = shell(page);
      await document(page).text.getByText(sentence).click();
      await page.keyboard.press("End");
      await page.keyboard.type(" Before.");
      await expect(state).toContainText("Saved");

      const filler = await fill(places.userData);
      const alert = page.getByText("The local database takes no drafts.");
      let typed = " Before.";
      const type = async (words: string) => {
        await page.keyboard.type(words, { delay: 20 });
        typed += words;
      };
      const saved = () => spec.replace(sentence, `${sentence}${typed}`);
      // Small drafts still fit into the free part of the database's last page.
      for (let words = 0; words < 40 && !(await alert.isVisible()); words += 1)
        await type(` word${words}`);
      await expect(alert).toBeVisible();
      await expect(state).not.toContainText("Draft kept here");
      await expect.poll(() => readFile(file, "utf8")).toBe(saved());
      await expect(state).toContainText("Saved");
      await expect(alert).toBeVisible();

      await chmod(file, 0o444);
      await type(" Nowhere.");
      await expect(state).toContainText("Not kept");
      await expect(page.getByText("Not kept. The file is read-only.")).toBeVisible();
      expect(await findings(first)).toEqual([]);
      await rm(filler);
      await type(" Kept.");
      await expect(state).toContainText("Draft kept here");
      await expect(alert).toBeHidden();
      await expect.poll(() => drafts(page)).toContain("Nowhere. Kept.");
      await first.kill("SIGKILL");

      const second = await launch({ open: repository });
      await expect(document(second.page).text).toContainText("Nowhere. Kept.");
      await expect(second.page.getByRole("alert")).toContainText("The file is read-only.");
      await chmod(file, 0o644);
      await second.page.getByRole("button", { name: "Try again" }).click();
      await expect.poll(() => readFile(file, "utf8")).toBe(saved());
      await expect.poll(() => drafts(second.page)).toBe("[]");
    }),
);
