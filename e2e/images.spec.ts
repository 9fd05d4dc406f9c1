import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./app";
import { findings } from "./axe";
import { document, notices, shell } from "./pages/app-pages";
import { createRepository } from "./repositories";

const folder = "specs/001-pictures";

/** The smallest possible PNG. */
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
);

const refused = "can only be read here, so no image was put into it";

const reference =
  "See ![A chart][fig], ![none][gone] and ![ fig ].\n\n[fig]:   <assets/chart.png>  'Drawn'\n[gone]: gone.png\n";

test("images are chosen, pasted and dropped, and saved beside the document", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(join(places.base, "small"), {
    [`${folder}/spec.md`]: "Look\n",
    [`${folder}/reference.md`]: reference,
    [`${folder}/assets/chart.png`]: pixel,
    [`${folder}/plain.md`]: "Look\r\nThere\r\n",
    [`${folder}/locked.md`]: Buffer.from("Caf\xe9\n", "latin1"),
  });
  const pictures = join(places.base, "pictures");
  await mkdir(pictures);
  const file = async (name: string, bytes: Buffer) => {
    await writeFile(join(pictures, name), bytes);
    return join(pictures, name);
  };
  const picture = await file("Other.png", pixel);
  const none = await file("none.png", Buffer.from("no picture"));
  const large = await file("large.png", Buffer.concat([pixel, Buffer.alloc(20_000_000)]));

  const running = await launch({ open: repository });
  const { page } = running;
  const { keyboard } = page;
  const { ready, text } = document(page);
  const said = notices(page);
  const saved = (words: string) =>
    expect.poll(() => readFile(join(repository, folder, "spec.md"), "utf8")).toBe(words);
  const choose = (name: string) =>
    page.getByLabel("Images").setInputFiles({ name, mimeType: "image/png", buffer: pixel });
  await expect(ready).toBeVisible();
  await text.focus();
  await keyboard.press("Control+End");

  await keyboard.type(" /image");
  await keyboard.press("Enter");
  await choose("My chart.png");
  await saved("Look ![My chart](assets/My-chart.png)\n");
  const chart = text.getByRole("img", { name: "My chart" });
  await expect(chart).toHaveCount(1);

  // The same name again gets a number. A copied file comes with its name as text.
  await paste(text, { "text/plain": "My chart.png" });
  const two = "Look ![My chart](assets/My-chart.png)![My chart](assets/My-chart-2.png)\n";
  await saved(two);
  await expect(chart).toHaveCount(2);
  // Text from a word processor comes with a picture of itself.
  await paste(text, { "text/plain": "words", "text/html": "<p>words</p>" });
  await saved(two.replace("\n", "words\n"));
  await keyboard.press("Control+z");
  await saved(two);

  // A refused image does not prevent the others.
  await drop(text.getByText("Look").first(), [none, picture, large]);
  await expect(text.getByRole("img", { name: "Other" })).toBeVisible();
  await expect(said).toContainText("This is not a PNG, JPEG, GIF, WebP or SVG image.");
  await expect(said).toContainText("This image is larger than 20 MB.");
  expect(await findings(running)).toEqual([]);
  await closeAll(page);
  const three = two.replace("\n", "![Other](assets/Other.png)\n");
  await saved(three);
  await keyboard.press("Enter");
  await shell(page).command("Insert image");
  await choose("image.png");
  await expect(text.getByRole("img")).toHaveCount(4);
  await expect
    .poll(() => readdir(join(repository, folder, "assets")))
    .toEqual([
      "My-chart-2.png",
      "My-chart.png",
      "Other.png",
      "chart.png",
      expect.stringMatching(/^image-\d/),
    ]);

  // An image with a reference-style address is shown too, and its Markdown stays unchanged.
  await shell(page).tab("Reference").click();
  await expect(text.getByRole("img", { name: "A chart" })).toBeVisible();
  await expect(text.getByRole("img")).toHaveCount(2);
  await expect(text).toContainText("Image: none");
  await text.focus();
  await keyboard.press("Control+End");
  await keyboard.press("Control+Home");
  await keyboard.type("x");
  await expect
    .poll(() => readFile(join(repository, folder, "reference.md"), "utf8"))
    .toBe(`x${reference}`);
  await text.getByRole("img", { name: "A chart" }).dblclick();
  await keyboard.type("!");
  await keyboard.press("Escape");
  await expect(text.getByRole("img", { name: "A chart" })).toBeVisible();
  // The image changes with its definition.
  const defined = join(repository, folder, "reference.md");
  await writeFile(
    defined,
    (await readFile(defined, "utf8"))
      .replace("<assets/chart.png>", "<gone.png>")
      .replace("[gone]: gone.png", "[gone]: assets/chart.png"),
  );
  await expect(text.getByRole("img", { name: "none" })).toBeVisible();
  await expect(text.getByRole("img", { name: "A chart" })).toHaveCount(0);
  await expect(text).toContainText("Image: A chart");

  await shell(page).tab("Locked").click();
  await expect(page.locator('[data-path$="/locked.md"][data-ready]')).toBeVisible();
  await drop(text.getByText("Caf"), [picture]);
  await expect(said).toContainText(refused);
  await closeAll(page);
  await paste(text, {});
  await expect(said).toContainText(refused);
  await expect(text.getByRole("img")).toHaveCount(0);

  // The source editor accepts images too, at the same places and with the same refusals.
  await closeAll(page);
  await keyboard.press("Control+Alt+u");
  const source = page.getByRole("textbox", { name: /^Source of/ });
  await drop(source.getByText("Caf"), [picture]);
  await expect(said).toContainText(refused);
  await closeAll(page);
  await paste(source, {});
  await expect(said).toContainText(refused);
  await closeAll(page);
  await shell(page).tab("Plain").click();
  await expect(page.locator('[data-path$="/plain.md"][data-ready]')).toBeVisible();
  await keyboard.press("Control+Alt+u");
  await expect(source).toBeFocused();
  await keyboard.press("Control+Home");
  await keyboard.press("End");
  await paste(source, {});
  await expect(source).toContainText("assets");
  await keyboard.type("!");
  await drop(source.getByText("There"), [none, picture]);
  await expect(said).toContainText("This is not a PNG, JPEG, GIF, WebP or SVG image.");
  const plain = () => readFile(join(repository, folder, "plain.md"), "utf8");
  const first = "Look![My chart](assets/My-chart-3.png)!\r\nThere";
  await expect.poll(plain).toBe(`${first}![Other](assets/Other-2.png)\r\n`);
  await keyboard.press("Control+z");
  await expect.poll(plain).toBe(`${first}\r\n`);
});

/** Drops files at the end of a block of a text, with the system's events. */
async function drop(block: Locator, files: readonly string[]): Promise<void> {
  const page = block.page();
  const box = await block.boundingBox();
  if (!box) throw new Error("The text is not on screen.");
  const at = { x: box.x + box.width - 4, y: box.y + box.height / 2 };
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  const session = await page.context().newCDPSession(page);
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await session.send("Input.dispatchDragEvent", { type, ...at, data });
  await session.detach();
}

/** A test cannot put files on the system's clipboard, so it makes the same event as the system. */
async function paste(into: Locator, texts: Readonly<Record<string, string>>): Promise<void> {
  await into.evaluate(
    (element, [bytes, all]) => {
      const clipboardData = new DataTransfer();
      const data = Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0));
      clipboardData.items.add(new File([data], "My chart.png", { type: "image/png" }));
      for (const [type, text] of Object.entries(all)) clipboardData.setData(type, text);
      element.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
      );
    },
    [pixel.toString("base64"), texts] as const,
  );
}

async function closeAll(page: Page): Promise<void> {
  const close = notices(page).getByRole("button", { name: "Close" });
  while ((await close.count()) > 0) await close.first().click();
}
