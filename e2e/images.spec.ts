import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./app";
import { findings } from "./axe";
import { document, notices, shell } from "./pages/app-pages";
import { createRepository } from "./repositories";

const folder = "specs/001-pictures";

/** The smallest picture there is. */
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
);

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

  // The same name again is the next name. A file that is copied comes with its name as text.
  await paste(page, { "text/plain": "My chart.png" });
  const two = "Look ![My chart](assets/My-chart.png)![My chart](assets/My-chart-2.png)\n";
  await saved(two);
  await expect(chart).toHaveCount(2);
  // Words from a word processor come with a picture of themselves.
  await paste(page, { "text/plain": "words", "text/html": "<p>words</p>" });
  await saved(two.replace("\n", "words\n"));
  await keyboard.press("Control+z");
  await saved(two);

  // One that is refused does not hold back the others.
  await drop(page, "Look", [none, picture, large]);
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

  // An image whose address stands elsewhere is shown as well, and stays as it is written.
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

  await shell(page).tab("Locked").click();
  await expect(page.locator('[data-path$="/locked.md"][data-ready]')).toBeVisible();
  await drop(page, "Caf", [picture]);
  await expect(said).toContainText("can only be read here, so no image was put into it");
  await closeAll(page);
  await paste(page, {});
  await expect(said).toContainText("can only be read here, so no image was put into it");
  await expect(text.getByRole("img")).toHaveCount(0);
});

/** Drops files at the end of a block of the text, as the system does it. */
async function drop(page: Page, words: string, files: readonly string[]): Promise<void> {
  const box = await document(page).text.getByText(words).first().boundingBox();
  if (!box) throw new Error("The text is not on screen.");
  const at = { x: box.x + box.width - 4, y: box.y + box.height / 2 };
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  const session = await page.context().newCDPSession(page);
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await session.send("Input.dispatchDragEvent", { type, ...at, data });
  await session.detach();
}

/** The system's clipboard cannot be filled with files from here: the event is made as the system makes it. */
async function paste(page: Page, texts: Readonly<Record<string, string>>): Promise<void> {
  await document(page).text.evaluate(
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
