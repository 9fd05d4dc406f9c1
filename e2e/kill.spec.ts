import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pass } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "./app";
import { drafts } from "./drafts";
import { document } from "./pages/app-pages";
import { createRepository } from "./repositories";
import type { Running } from "./running";

/** The number of kills: a few by default, 50 for the published figures. */
const kills = Number(process.env["SPECWRIGHT_KILLS"] ?? 3);
/** Milliseconds after which a typed key must be stored. */
const safeAfter = 300;
const path = "specs/001-small/spec.md";
const begin = "Typed here:";

interface Key {
  readonly text: string;
  /** The time at which the window had processed the key, in milliseconds. */
  readonly at: number;
}

/** The place in which keys are typed, and how the result is read. */
interface Writing {
  readonly words: string;
  /** The separator between words. */
  readonly separator: string;
  /** Moves the cursor to the end of the text. */
  begin(page: Page): Promise<void>;
  line(page: Page): Promise<string>;
  /** The file's text with the typed line. */
  file(line: string): string;
}

const rich: Writing = {
  words: "",
  separator: " ",
  async begin(page) {
    await document(page).text.getByText(begin).click();
    // The paragraph is the last one, and soon longer than a line.
    await page.keyboard.press("Control+End");
  },
  line: async (page) => (await document(page).text.getByText(begin).textContent()) ?? "",
  file: (line) => `# Spec\n\nAbove.\n\n${line.trimEnd()}\n`,
};

const source: Writing = {
  words: " in the source",
  // The line is read from the rich text, which does not show a blank at its end.
  separator: "-",
  async begin(page) {
    const view = page.getByRole("textbox", { name: "Source of Spec" });
    await expect(document(page).ready).toBeVisible();
    await page.keyboard.press("Control+Alt+u");
    await expect(view).toBeFocused();
    await page.keyboard.press("Control+End");
  },
  line: rich.line,
  file: (line) => `# Spec\n\nAbove.\n\n${line}`,
};

for (const writing of [rich, source])
  test(`kill -9 while typing${writing.words} loses nothing that is older than 300 ms`, async ({
    launch,
    places,
  }) => {
    test.setTimeout(300_000 + kills * 30_000);
    const repository = await createRepository(join(places.base, "small"), {
      [path]: writing.file(begin),
    });
    const file = join(repository, path);
    let kept = begin;
    let oldestLost = 0;
    let keysLost = 0;
    let keysTyped = 0;
    let running = await launch({ open: repository });
    for (let round = 0; round < kills; round += 1) {
      // From before the first draft to after the first save, each time at another moment.
      const keys = await typeFor(running, writing, round, 150 + ((round * 617) % 2300));
      const killed = performance.now();
      await running.kill("SIGKILL");
      running = await launch({ open: repository });
      const { text } = document(running.page);
      const safe = keys.filter(({ at }) => killed - at > safeAfter);
      await expect(text).toContainText(kept + safe.map((key) => key.text).join(""));
      const all = kept + keys.map((key) => key.text).join("");
      const found = await writing.line(running.page);
      expect(all.startsWith(found)).toBe(true);
      // A blank at the end of a line is never written to the file.
      const rest = keys.slice(Math.max(0, found.length - kept.length));
      const lost = rest[0]?.text === " " ? rest.slice(1) : rest;
      const [first] = lost;
      if (first) oldestLost = Math.max(oldestLost, killed - first.at);
      keysLost += lost.length;
      keysTyped += keys.length;
      kept = found;
      await expect.poll(() => readFile(file, "utf8")).toBe(writing.file(kept));
    }
    await expect.poll(() => drafts(running.page)).toBe("[]");
    console.log(
      `${kills} kills${writing.words}: ${keysTyped} keys, ${keysLost} lost, the oldest of them ${Math.round(oldestLost)} ms old.`,
    );
  });

/** Types words at the end of the text for a number of milliseconds. */
async function typeFor(
  { page }: Running,
  writing: Writing,
  round: number,
  duration: number,
): Promise<Key[]> {
  await writing.begin(page);
  const keys: Key[] = [];
  const ends = performance.now() + duration;
  for (let word = 0; performance.now() < ends; word += 1)
    for (const text of `${writing.separator}${round}w${word}`) {
      await page.keyboard.type(text);
      keys.push({ text, at: performance.now() });
      // At the speed of a person, with pauses in which the file is written.
      await pass(text === writing.separator && word % 9 === 8 ? 900 : 20);
    }
  return keys;
}
