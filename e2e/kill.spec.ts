import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pass } from "node:timers/promises";
import { expect, type Running, test } from "./app";
import { drafts } from "./drafts";
import { document } from "./pages/app-pages";
import { createRepository } from "./repositories";

/** How often the app is killed: a few times as a rule, 50 times for the figures. */
const kills = Number(process.env["SPECWRIGHT_KILLS"] ?? 3);
/** Milliseconds after which a key must be safe. */
const safeAfter = 300;
const path = "specs/001-small/spec.md";
const begin = "Typed here:";

interface Key {
  readonly text: string;
  /** Milliseconds; when the window had answered the key. */
  readonly at: number;
}

test("kill -9 while typing loses nothing that is older than 300 ms", async ({ launch, places }) => {
  test.setTimeout(60_000 + kills * 30_000);
  const repository = await createRepository(join(places.base, "small"), {
    [path]: `# Spec\n\nAbove.\n\n${begin}\n`,
  });
  const file = join(repository, path);
  let kept = begin;
  let oldestLost = 0;
  let keysLost = 0;
  let keysTyped = 0;
  let running = await launch({ open: repository });
  for (let round = 0; round < kills; round += 1) {
    // From before the first draft to after the first save, never twice the same.
    const keys = await typeFor(running, round, 150 + ((round * 617) % 2300));
    const killed = performance.now();
    await running.kill("SIGKILL");
    running = await launch({ open: repository });
    const { text } = document(running.page);
    const safe = keys.filter(({ at }) => killed - at > safeAfter);
    await expect(text).toContainText(kept + safe.map((key) => key.text).join(""));
    const all = kept + keys.map((key) => key.text).join("");
    const found = (await text.getByText(begin).textContent()) ?? "";
    expect(all.startsWith(found)).toBe(true);
    // A blank at the end of a line is in no file.
    const rest = keys.slice(Math.max(0, found.length - kept.length));
    const lost = rest[0]?.text === " " ? rest.slice(1) : rest;
    const [first] = lost;
    if (first) oldestLost = Math.max(oldestLost, killed - first.at);
    keysLost += lost.length;
    keysTyped += keys.length;
    kept = found;
    const saved = `# Spec\n\nAbove.\n\n${kept.trimEnd()}\n`;
    await expect.poll(() => readFile(file, "utf8")).toBe(saved);
  }
  await expect.poll(() => drafts(running.page)).toBe("[]");
  console.log(
    `${kills} kills: ${keysTyped} keys, ${keysLost} lost, the oldest of them ${Math.round(oldestLost)} ms old.`,
  );
});

/** Types words at the end of the paragraph for some milliseconds. */
async function typeFor({ page }: Running, round: number, duration: number): Promise<Key[]> {
  await document(page).text.getByText(begin).click();
  // The paragraph is the last one, and soon longer than a line.
  await page.keyboard.press("Control+End");
  const keys: Key[] = [];
  const ends = performance.now() + duration;
  for (let word = 0; performance.now() < ends; word += 1)
    for (const text of ` ${round}w${word}`) {
      await page.keyboard.type(text);
      keys.push({ text, at: performance.now() });
      // As fast as fingers are; a pause now and then lets the file be written.
      await pass(text === " " && word % 9 === 8 ? 900 : 20);
    }
  return keys;
}
