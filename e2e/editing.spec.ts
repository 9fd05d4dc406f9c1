import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./app";
import { findings } from "./axe";
import { document, shell } from "./pages/app-pages";
import { createRepository } from "./repositories";
import type { Running } from "./running";

const folder = "specs/001-writing";

/** Each feature of the editor has a document of its own, in one repository and one running app. */
const documents = {
  "spec.md": "# Feature Specification: Writing\n\nStart here.\n",
  "find.md":
    "# Rate table\n\nA rate, a **ra**te and rates.\n\n<!-- the rate -->\n\n| rate | b |\n|---|---|\n| 1 | 2 |\n\n```text\nrate = 1\n```\n\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx!\n",
  "blocks.md": "# Blocks\n\n- **FR-007**: System MUST be quick.\n\nEnd.\n",
  "table.md": "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n",
  "code.md": "Code:\n\n```ts title=x\nif (a) {\n  b();\n```\n",
  "tasks.md": "- [x] one\n",
  "signs.md": "Signs.\n",
  "marks.md": "Some plain words.\n",
  "paste.md": "Paste.\n",
};

interface Desk {
  readonly running: Running;
  readonly repository: string;
  readonly page: Page;
  /** Shows a document, with the cursor at its end. */
  open(name: keyof typeof documents): Promise<void>;
  /** Waits until a document's file has this text. */
  saved(name: keyof typeof documents, text: string): Promise<void>;
}

test("writing by keyboard", async ({ launch, places }) => {
  const repository = await createRepository(
    join(places.base, "writing"),
    Object.fromEntries(
      Object.entries(documents).map(([name, text]) => [`${folder}/${name}`, text]),
    ),
  );
  const running = await launch({ open: repository });
  const { page } = running;
  const desk: Desk = {
    running,
    repository,
    page,
    async open(name) {
      const title = name.replace(/\.md$/, "").replace(/^./, (letter) => letter.toUpperCase());
      await page.getByRole("tab", { name: title, exact: true }).click();
      await expect(page.locator(`[data-path$="/${name}"][data-ready]`)).toBeVisible();
      await document(page).text.focus();
      await page.keyboard.press("Control+End");
    },
    saved: (name, text) =>
      expect.poll(() => readFile(join(repository, folder, name), "utf8")).toBe(text),
  };
  await test.step("find and replace", () => findAndReplace(desk));
  await test.step("slash menu", () => slashMenu(desk));
  await test.step("tables", () => tables(desk));
  await test.step("code", () => code(desk));
  await test.step("tasks", () => tasks(desk));
  await test.step("Markdown signs", () => signs(desk));
  await test.step("selection bar", () => selectionBar(desk));
  await test.step("paste and copy", () => pasting(desk));
});

async function findAndReplace({ running, page, open, saved }: Desk): Promise<void> {
  const { keyboard } = page;
  const bar = page.getByRole("search");
  const word = bar.getByRole("status");
  const before = documents["find.md"];
  await open("find.md");
  await keyboard.press("Control+f");
  await keyboard.type("rate");
  await expect(word).toHaveText("1 of 7");
  await keyboard.press("Enter");
  await expect(word).toHaveText("2 of 7");
  await keyboard.press("F3");
  await keyboard.press("Shift+Enter");
  await expect(word).toHaveText("2 of 7");
  expect(await findings(running)).toEqual([]);

  await bar.getByRole("button", { name: "Whole words" }).click();
  await bar.getByRole("button", { name: "Match case" }).click();
  await expect(word).toHaveText(/ of 5$/);
  await bar.getByRole("button", { name: "Whole words" }).click();
  await bar.getByRole("button", { name: "Regular expression" }).click();
  await bar.getByLabel("Find", { exact: true }).fill("(r");
  await expect(word).toHaveText("A group that ( opens is not closed with ).");
  // An endless expression is stopped, and the window still works.
  await bar.getByLabel("Find", { exact: true }).fill("(x+)+$");
  await expect(word).toHaveText(/takes too long/);

  await keyboard.press("Control+h");
  await keyboard.type("r(a)te(s?)");
  await expect(word).toHaveText(/ of 6$/);
  await bar.getByLabel("Replace", { exact: true }).fill("p$1ce$2");
  await bar.getByRole("button", { name: "Replace all" }).click();
  await expect(word).toHaveText("6 replaced.");
  await saved("find.md", before.replaceAll("rate", "pace").replace("**ra**te", "**pace**"));
  await keyboard.press("Escape");
  await expect(document(page).text).toBeFocused();
  await keyboard.press("Control+z");
  await saved("find.md", before);

  // Replaced one by one, each a step of undo; typing while the bar is open updates the count.
  await keyboard.press("Control+Home");
  await keyboard.press("Control+h");
  await bar.getByLabel("Find", { exact: true }).fill("rate");
  await expect(word).toHaveText("1 of 6");
  await bar.getByLabel("Replace", { exact: true }).press("Enter");
  await expect(word).toHaveText("1 of 5");
  await expect(document(page).text.locator(".found-here")).toHaveText(["ra", "te"]);
  await saved("find.md", before.replace("A rate", "A p$1ce$2"));
}

async function slashMenu({ running, page, open, saved }: Desk): Promise<void> {
  const { keyboard } = page;
  const menu = page.getByRole("listbox", { name: "Blocks" });
  const { text } = document(page);
  const before = documents["blocks.md"];
  await open("blocks.md");
  await keyboard.type(" and/or");
  await expect(menu).toBeHidden();
  await keyboard.type(" /");
  await expect(menu.getByRole("option")).toHaveCount(20);
  expect(await findings(running)).toEqual([]);
  await keyboard.type("req");
  const option = menu.getByRole("option", { name: "Requirement" });
  await expect(option).toHaveAttribute("aria-selected", "true");
  await expect(text).toHaveAttribute(
    "aria-activedescendant",
    (await option.getAttribute("id")) ?? "",
  );
  // Only the typed text remains, and the menu does not return for the same sign.
  await keyboard.press("Escape");
  await expect(menu).toBeHidden();
  await keyboard.type("!");
  await saved("blocks.md", before.replace("End.", "End. and/or /req!"));

  await text.getByText("be quick").click();
  await keyboard.press("End");
  await keyboard.press("Enter");
  await keyboard.type("/");
  await keyboard.press("ArrowUp");
  await keyboard.press("ArrowUp");
  await keyboard.press("Enter");
  await keyboard.type("find");
  await keyboard.press("Control+End");
  await keyboard.press("Enter");
  await keyboard.type("/scen");
  await keyboard.press("Tab");
  await keyboard.type("it");
  await keyboard.press("Control+End");
  await keyboard.press("Enter");
  await keyboard.press("Enter");
  await keyboard.type("Kept /clar");
  await keyboard.press("Enter");
  await keyboard.type("how long?");
  await keyboard.press("Control+End");
  await keyboard.press("Enter");
  await keyboard.type("Why /foot");
  await keyboard.press("Enter");
  await keyboard.type("By law.");
  await keyboard.press("Escape");
  await text.getByText("Why").click();
  await keyboard.press("End");
  await keyboard.press("Enter");
  await keyboard.type("/coll");
  await keyboard.press("Enter");
  await keyboard.type("/merm");
  await keyboard.press("Enter");
  await saved(
    "blocks.md",
    `# Blocks

- **FR-007**: System MUST be quick.
- **FR-008**: System MUST find.

End. and/or /req!

1. **Given** it, **When** [something is done], **Then** [what can be seen].

Kept [NEEDS CLARIFICATION: how long?]

Why [^1]

<details>
<summary>Details</summary>

\`\`\`mermaid
flowchart LR
  A[First] --> B[Then]
\`\`\`

</details>

[^1]: By law.
`,
  );
}

async function tables({ running, page, open, saved }: Desk): Promise<void> {
  const { keyboard } = page;
  await open("table.md");
  await document(page).text.getByText("4").click();
  await keyboard.press("Alt+Shift+ArrowUp");
  await keyboard.press("Alt+Shift+ArrowUp");
  await keyboard.press("Alt+Shift+ArrowLeft");
  await saved("table.md", "| b | a |\n|---|---|\n| 4 | 3 |\n| 2 | 1 |\n");
  const button = page.getByRole("button", { name: "Table", exact: true });
  await button.focus();
  await keyboard.press("Enter");
  const menu = page.getByRole("menu", { name: "Table" });
  await expect(menu.getByRole("menuitem", { name: "Add row below" })).toBeFocused();
  expect(await findings(running)).toEqual([]);
  for (let presses = 0; presses < 4; presses += 1) await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  await expect(menu).toBeHidden();
  await expect(document(page).text).toBeFocused();
  await saved("table.md", "| b | a |\n|--:|---|\n| 4 | 3 |\n| 2 | 1 |\n");
  // A typed letter replaces no text after Tab, Shift+Tab and Enter.
  await keyboard.press("Shift+Tab");
  await keyboard.type("x");
  await keyboard.press("Tab");
  await keyboard.type("y");
  await keyboard.press("Enter");
  await keyboard.type("z");
  await saved("table.md", "| b | ax |\n|--:|---|\n| 4y | 3z |\n| 2 | 1 |\n");
}

async function code({ running, page, open, saved }: Desk): Promise<void> {
  const { keyboard } = page;
  const { text } = document(page);
  await open("code.md");
  await expect(text.locator("pre .code-keyword")).toHaveText("if");
  await keyboard.press("Enter");
  await keyboard.press("Tab");
  await keyboard.type("c(0);");
  await keyboard.press("Shift+Tab");
  await expect(text.locator("pre .code-number")).toHaveText("0");
  expect(await findings(running)).toEqual([]);
  await saved("code.md", "Code:\n\n```ts title=x\nif (a) {\n  b();\n  c(0);\n```\n");
  await shell(page).command("Language of the code");
  const field = page.getByLabel("Language of the code");
  await expect(field).toBeFocused();
  await keyboard.type("js");
  await keyboard.press("Enter");
  await expect(text).toBeFocused();
  await saved("code.md", "Code:\n\n```js title=x\nif (a) {\n  b();\n  c(0);\n```\n");
}

/** In a document that begins with a box the first key writes, and typed signs make boxes. */
async function tasks({ page, open, saved }: Desk): Promise<void> {
  const { keyboard } = page;
  await open("tasks.md");
  await keyboard.press("Enter");
  await keyboard.type("[ ] two");
  await keyboard.press("Enter");
  await keyboard.type("- [x] three");
  await keyboard.press("Enter");
  await keyboard.type("four");
  await saved("tasks.md", "- [x] one\n- [ ] two\n- [x] three\n- [ ] four\n");
  await keyboard.press("Control+Enter");
  await keyboard.press("Control+Home");
  await keyboard.press("Enter");
  await keyboard.press("ArrowUp");
  await keyboard.type("[ ] zero");
  await saved("tasks.md", "- [ ] zero\n- [x] one\n- [ ] two\n- [x] three\n- [x] four\n");
  await keyboard.press("Control+End");
  // In a list of tasks the next item has the next ID, and an ID that is typed anyway counts once. Another Enter
  // leaves the list and removes the empty item.
  await keyboard.press("Control+Backspace");
  await keyboard.type("T007 five");
  await keyboard.press("Enter");
  await keyboard.type("six (FR-001) now");
  await keyboard.press("Enter");
  await keyboard.type("T010 seven");
  await keyboard.press("Enter");
  await keyboard.press("Enter");
  await keyboard.type("End.");
  await saved(
    "tasks.md",
    "- [ ] zero\n- [x] one\n- [ ] two\n- [x] three\n- [x] T007 five\n- [ ] T008 six (FR-001) now\n- [ ] T010 seven\n\nEnd.\n",
  );
  await keyboard.press("Home");
  await keyboard.press("Backspace");
  await saved(
    "tasks.md",
    "- [ ] zero\n- [x] one\n- [ ] two\n- [x] three\n- [x] T007 five\n- [ ] T008 six (FR-001) now\n- [ ] T010 sevenEnd.\n",
  );
  // The checkboxes are no Tab stops on the way out, because a space there would tick one.
  for (const box of await document(page).text.getByRole("checkbox").all())
    await expect(box).toHaveAttribute("tabindex", "-1");
}

/** The typed text, its result, and the text after an immediate Backspace. */
async function signs({ page, open, saved }: Desk): Promise<void> {
  const { keyboard } = page;
  await open("signs.md");
  const write = async (typed: string, leave: readonly string[]) => {
    await keyboard.type(typed);
    for (const key of leave) await keyboard.press(key);
  };
  await keyboard.press("Enter");
  await write("# one", ["Shift+Enter"]);
  await write("- two", ["Enter", "Enter"]);
  await write("3. three", ["Enter", "Enter"]);
  await write("- [ ] four", ["Enter", "Enter"]);
  await write("> five", ["Enter", "Enter"]);
  await write("**b** and *i* and `c` and ~~s~~ and [t](plan.md) ", ["Enter"]);
  await write("2 * 3 * 4 ** 5 ** 6 _ 7 _ 8 https://a.b/?c=*d* <e>", ["Enter"]);
  await write("#", ["Enter"]);
  await write("1.", ["Enter"]);
  await write("---", []);
  await write("| a | b |", ["Enter"]);
  await write("1", ["Tab"]);
  await write("2", []);
  await saved(
    "signs.md",
    "Signs.\n\n# one\n\n- two\n\n3. three\n\n- [ ] four\n\n> five\n\n**b** and *i* and `c` and ~~s~~ and [t](plan.md)\n\n2 * 3 * 4 ** 5 ** 6 _ 7 _ 8 https://a.b/?c=*d* \\<e>\n\n\\#\n\n1\\.\n\n---\n\n| a | b |\n| - | - |\n| 1 | 2 |\n",
  );
  await keyboard.press("Control+Home");
  await keyboard.press("End");
  await keyboard.press("Enter");
  await keyboard.type("## ");
  await keyboard.press("Backspace");
  await keyboard.type("x");
  await expect(document(page).text).toContainText("## x");
}

async function selectionBar({ running, page, open, saved }: Desk): Promise<void> {
  const { keyboard } = page;
  const bar = page.getByRole("toolbar", { name: "Selected text" });
  await open("marks.md");
  await expect(bar).toBeHidden();
  await keyboard.press("Control+Home");
  await keyboard.press("Control+Shift+ArrowRight");
  await expect(bar).toBeVisible();
  const margin = page.getByRole("complementary");
  await expect(margin).toContainText("1of 3 words selected");
  await keyboard.press("Alt+F10");
  await expect(bar.getByRole("button", { name: "Bold" })).toBeFocused();
  expect(await findings(running)).toEqual([]);
  await keyboard.press("ArrowRight");
  await keyboard.press("Enter");
  await saved("marks.md", "*Some* plain words.\n");
  await expect(document(page).text).toBeFocused();
  await keyboard.press("Alt+F10");
  await keyboard.press("Escape");
  await expect(document(page).text).toBeFocused();
  await keyboard.press("ArrowRight");
  await expect(bar).toBeHidden();
  await expect(margin).toContainText("3words");
}

/** An item of a list in a word processor's HTML: a paragraph with a style, and its number as text. */
const numbered = (sign: string, level: number, text: string) =>
  `<p class=MsoListParagraph style='mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='mso-list:Ignore'>${sign}<span>&nbsp;&nbsp; </span></span><![endif]>${text}</p>`;

/** The plain text of the code, beside its coloured HTML. */
const codeText = "def __init__(self):\n    # ready";

/** The clipboard contents of a code host, a word processor and a web page. */
const copied = {
  host: `<meta charset='utf-8'><h2 class="heading-element" dir="auto" style="font-weight: 600;">Install<a class="anchor" aria-hidden="true" href="#install"><svg><path d="M0"></path></svg></a></h2>
<ul class="contains-task-list"><li class="task-list-item"><input type="checkbox" class="task-list-item-checkbox" checked="" disabled=""> first</li><li class="task-list-item"><input type="checkbox" disabled=""> second</li></ul>
<div class="highlight highlight-source-ts" dir="auto"><pre><span class="pl-k">const</span> <span class="pl-s1">a</span> <span class="pl-c1">=</span> 1</pre><div class="zeroclipboard-container"><clipboard-copy aria-label="Copy"><svg></svg></clipboard-copy></div></div>`,
  word: `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head><body><!--StartFragment--><p class=MsoNormal><b><span style='font-size:14pt'>Bold</span></b> and <span style="font-style:italic">slanted</span><o:p></o:p></p><p class=MsoListParagraphCxSpFirst style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span></span><![endif]>one</p><p class=MsoListParagraphCxSpLast style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>two</p><!--EndFragment--></body></html>`,
  code: `<meta charset='utf-8'><div style="color: #ccc;font-family: Menlo, monospace;white-space: pre;"><div><span style="color: #69c;">def</span> __init__(self):</div><div>    <span># ready</span></div></div>`,
  picture: `<meta charset='utf-8'><p>Before <img alt="dot" src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="> after</p>`,
  numbered: numbered("1.", 1, "one") + numbered("a.", 2, "in one") + numbered("2.", 1, "two"),
  deep: `${"<blockquote><ul><li>".repeat(300)}Deep${"</li></ul></blockquote>".repeat(300)}`,
  boxes: `<ol start="3"><li><input type="checkbox" checked> one</li><li>two</li><li><p><input type="checkbox"> three</p></li></ol>`,
  page: `<meta charset='utf-8'><p style="color: red">See <a href="https://example.org/a" data-track="1" onclick="x()">this</a>, <a href="javascript:alert(1)">not this</a> <img src="https://example.org/p/cat.png?x=1" alt="A cat"></p><table><tr><th colspan="2" align="right">Head</th></tr><tr><td rowspan="2"><p>a</p><p>b</p></td><td><table><tr><td>in</td><td>ner</td></tr></table></td></tr><tr><td>c</td></tr></table><script>alert(1)</script>`,
};

async function pasting({ running, repository, page, open, saved }: Desk): Promise<void> {
  const { keyboard } = page;
  const press = async (text: string, keys: string) => {
    await running.app.evaluate(({ clipboard }, copy) => clipboard.writeText(copy), text);
    await keyboard.press(keys);
  };
  // A test cannot put HTML on the system's clipboard, so it makes the same event as the system.
  const give = (html: string, text = "Only the text") =>
    document(page).text.evaluate(
      (element, copy) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/html", copy.html);
        clipboardData.setData("text/plain", copy.text);
        element.dispatchEvent(
          new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
        );
      },
      { html, text },
    );
  await open("paste.md");
  let text = "Paste.\n";
  const check = async (paste: () => Promise<void>, made: string) => {
    await keyboard.press("Control+End");
    await keyboard.press("Enter");
    await paste();
    await keyboard.press("Control+End");
    text += `\n${made}\n`;
    await saved("paste.md", text);
  };
  await check(
    () => press("## Two\n\n- [x] a\n- [ ] b\n\nIn **bold**.", "Control+v"),
    "## Two\n\n- [X] a\n- [ ] b\n\nIn **bold**.",
  );
  await check(() => press("# no\n**heading**", "Control+Shift+v"), "\\# no\n\\*\\*heading**");
  await check(() => give(copied.picture), "Before ![dot](assets/dot.png) after");
  await check(() => give(copied.code, codeText), `\`\`\`\n${codeText}\n\`\`\``);
  // In code the clipboard's plain text is inserted, after the indentation of Enter.
  await keyboard.press("Enter");
  await give(copied.code, codeText);
  text = text.replace(/```\n$/, `    ${codeText}\n\`\`\`\n`);
  await saved("paste.md", text);
  await keyboard.press("ArrowDown");
  await check(() => give(copied.numbered), "1. one\n   1. in one\n2. two");
  await keyboard.press("Enter");
  await check(() => give(copied.word), "**Bold** and *slanted*\n\n- one\n- two");
  await keyboard.press("Enter");
  await check(
    () => give(copied.host),
    "## Install\n\n- [X] first\n- [ ] second\n\n```ts\nconst a = 1\n```",
  );
  await keyboard.press("ArrowDown");
  await check(() => give(copied.boxes), "3. [X] one\n4. two\n5. [ ] three");
  await keyboard.press("Enter");
  await check(
    () => give(copied.page),
    "See [this](https://example.org/a), not this [A cat](https://example.org/p/cat.png?x=1)\n\n| Head | |\n| -: | - |\n| a b | in ner |\n| | c |",
  );
  await keyboard.press("Control+a");
  await keyboard.press("Control+c");
  await expect
    .poll(() => running.app.evaluate(({ clipboard }) => clipboard.readText()))
    .toContain("- [ ] second\n\n```ts\nconst a = 1\n```");
  // However deep the nesting is, no text is lost.
  await keyboard.press("Control+Home");
  await give(copied.deep);
  await expect.poll(() => readFile(join(repository, folder, "paste.md"), "utf8")).toContain("Deep");
}
