import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./app";
import { document } from "./pages/app-pages";
import { createRepository } from "./repositories";
import type { Running } from "./running";

/**
 * Texts that the editor decorates. `^` precedes a letter that the plain text replaces by a similar letter, so that
 * the editor does not decorate it; `‹ ›` are the edges at which keys are pressed.
 */
const texts = {
  task: "- [ ] ‹^T001› one two",
  requirement: "- **‹^FR-001›**:› It MUST",
  reference: "See ‹^FR-001›, ‹^US1›",
  question: "Is ‹[^NEEDS CLARIFICATION: how?]› so",
  priority: "### Story ‹(^Priority: P1)›",
  step: "1. **‹^Given›** one, two",
  code: "```^ts\nlet‹ a = 1›\n```",
  diagram: "```^mermaid\nflowchart LR›\n```",
  found: "one ‹needle› two",
} as const;

const keys = [
  ["Space", "x", "End", "y"],
  ["Home", "x", "Control+ArrowRight", "y"],
  ["Backspace", "x", "Delete"],
  ["Enter", "x"],
  ["Shift+ArrowLeft", "x"],
  ["Shift+ArrowRight", "x"],
  ["Control+ArrowLeft", "x", "ArrowDown", "Home", "y"],
] as const;

/** Similar letters, one for each first letter of a decorated word. */
const alike: Readonly<Record<string, string>> = {
  T: "Ŧ",
  F: "Ƒ",
  U: "Ʉ",
  N: "Ɲ",
  P: "Ƥ",
  G: "Ɠ",
  t: "ŧ",
  m: "ɱ",
};
const letters = new Map(Object.entries(alike).map(([letter, other]) => [other, letter]));

const decorated = (text: string): string => text.replace(/[\^‹›]/g, "");
const plain = (text: string): string =>
  decorated(text.replace(/\^(.)/g, (_, letter: string) => alike[letter] ?? letter));

/** The offsets of the edges in the shown text, in UTF-16 units. */
function edgesOf(text: string): number[] {
  const shown = text
    .replace(/^(?:- \[ \] |- |1\. |### |```\^\w+\n)/, "")
    .replace(/\n```$/, "")
    .replaceAll("**", "")
    .replaceAll("^", "");
  const edges = new Set<number>();
  let at = 0;
  for (const letter of shown)
    if (letter === "‹" || letter === "›") edges.add(at);
    else at += 1;
  return [...edges];
}

interface Try {
  readonly text: string;
  readonly edge: number;
  readonly keys: readonly string[];
}

const tries: readonly Try[] = Object.values(texts).flatMap((text) =>
  edgesOf(text).flatMap((edge) => keys.map((pressed) => ({ text, edge, keys: pressed }))),
);

/** Each attempt has its own copy of the text, so that one file shows all results. */
const documentOf = (write: (text: string) => string): string =>
  tries.map(({ text }, index) => `Line ${index}.\n\n${write(text)}\n\n`).join("");

const folder = "specs/001-keys";

test("a key has the same effect in a text with decorations as in one without", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(join(places.base, "keys"), {
    [`${folder}/spec.md`]: "# Feature Specification: Keys\n",
    [`${folder}/decorated.md`]: documentOf(decorated),
    [`${folder}/plain.md`]: documentOf(plain),
  });
  const running = await launch({ open: repository });
  const written = async (name: string): Promise<string> => {
    await pressAll(running, name);
    const file = join(repository, folder, `${name}.md`);
    await running.page.keyboard.press("Control+Home");
    await running.page.keyboard.type("Done. ");
    await expect.poll(() => readFile(file, "utf8")).toContain("Done.");
    return readFile(file, "utf8");
  };
  const result = await written("decorated");
  const expected = [...(await written("plain"))].map((letter) => letters.get(letter) ?? letter);
  // Each line with its keys, for the person who reads the difference.
  const named = (text: string) =>
    text.replace(
      /Line (\d+)/g,
      (line, index) => `${line} (${tries[Number(index)]?.keys.join(" ")})`,
    );
  expect(named(result)).toBe(named(expected.join("")));
  expect(result).not.toContain("\u00a0");
});

/** From the last line to the first, because an Enter adds lines. */
async function pressAll({ app, page }: Running, name: string): Promise<void> {
  const title = name.replace(/^./, (letter) => letter.toUpperCase());
  await page.getByRole("tab", { name: title, exact: true }).click();
  await expect(page.locator(`[data-path$="/${name}.md"][data-ready]`)).toBeVisible();
  if (name === "decorated") {
    await page.keyboard.press("Control+f");
    await page.keyboard.type("needle");
    await expect(page.getByRole("search").getByRole("status")).toHaveText(/of \d+$/);
    await expect(document(page).text.locator(".spec-identifier").first()).toBeVisible();
  }
  await page.evaluate(prepare);
  const steps = tries.map(({ edge, keys: pressed }, index) => ({
    index,
    offset: edge === 0 ? 1 : edge - 1,
    // The edge is reached by an arrow key, from the left if there is a letter to the left.
    keys: [edge === 0 ? "ArrowLeft" : "ArrowRight", ...pressed],
  }));
  // All keys are sent from the main process, because a message from the test for each key takes longer than the
  // key.
  await app.evaluate(async ({ BrowserWindow }, all) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (!contents) throw new Error("There is no window.");
    const ask = (call: string) => contents.executeJavaScript(call);
    for (const { index, offset, keys } of all.reverse()) {
      await ask(`specwrightKeys.place(${index}, ${offset})`);
      for (const [at, pressed] of keys.entries()) {
        const parts = pressed.split("+");
        const keyCode = (parts.pop() ?? "").replace(/^Arrow/, "");
        const modifiers = parts.map((part) => (part === "Shift" ? "shift" : "control"));
        contents.sendInputEvent({ type: "keyDown", keyCode, modifiers });
        if (/^(?:[a-z]|Space|Enter)$/.test(keyCode))
          contents.sendInputEvent({
            type: "char",
            keyCode: keyCode === "Space" ? " " : keyCode === "Enter" ? "\r" : keyCode,
            modifiers,
          });
        contents.sendInputEvent({ type: "keyUp", keyCode, modifiers });
        await ask(`specwrightKeys.done(${at + 1}, ${/Arrow|Home|End/.test(pressed)})`);
      }
    }
  }, steps);
}

/** The page's part of an attempt: it sets the cursor, and reports when the keys have taken effect. */
function prepare(): void {
  const text = window.document.querySelector<HTMLElement>(".document-pane .document-text");
  if (!text) throw new Error("There is no text.");
  let keys = 0;
  window.document.addEventListener("keyup", () => {
    keys += 1;
  });
  const frames = async (isDone: () => boolean) => {
    // The editor reads the cursor after the browser's selection event, before the frame after the next.
    for (let more = 2; more > 0; ) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      if (isDone()) more -= 1;
    }
  };
  const place = async (line: number, offset: number) => {
    keys = 0;
    const mark = [...text.children].find(({ textContent }) => textContent === `Line ${line}.`);
    let block = mark?.nextElementSibling;
    while (block instanceof HTMLElement && block.contentEditable === "false")
      block = block.nextElementSibling;
    if (!(block instanceof HTMLElement)) throw new Error(`There is no line ${line}.`);
    text.focus();
    block.scrollIntoView({ block: "center" });
    const walker = window.document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let left = offset;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement?.closest("[contenteditable=false]")) continue;
      const { length } = node.textContent ?? "";
      if (left <= length) {
        window.getSelection()?.collapse(node, left);
        return frames(() => true);
      }
      left -= length;
    }
    throw new Error(`Line ${line} has no character ${offset}.`);
  };
  Reflect.set(window, "specwrightKeys", {
    place,
    done: (count: number, moved: boolean) =>
      moved
        ? frames(() => keys >= count)
        : new Promise<void>((resolve) => {
            const look = () => (keys >= count ? resolve() : setTimeout(look));
            look();
          }),
  });
}
