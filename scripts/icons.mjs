// npm run icons: draws resources/icons/icon.svg in Electron, in all sizes that the systems need.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withDisplay } from "./display.mjs";
import { root } from "./root.mjs";
import { detail, runMain, step } from "./say.mjs";
import { setUp } from "./setup.mjs";

/** The sizes of Linux themes; 512 is also for macOS and 256 for Windows. */
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

runMain(async () => {
  const runtime = await setUp();
  const { emptyApp, openApp, withFolder } = await import("./bench/apps.mjs");
  const folder = join(root, "resources", "icons");
  const svg = await readFile(join(folder, "icon.svg"), "utf8");
  step("Icons");
  await withFolder((work) =>
    withDisplay(async (env) => {
      const app = await openApp(runtime, await emptyApp(work), { env });
      try {
        const page = await app.firstWindow();
        for (const size of sizes) {
          const url = await page.evaluate(draw, { svg, size });
          const name = `${size}x${size}.png`;
          await writeFile(join(folder, name), Buffer.from(url.split(",")[1], "base64"));
          detail(name);
        }
      } finally {
        await app.close();
      }
    }),
  );
});

/** Runs in the page. */
async function draw({ svg, size }) {
  const image = new Image(size, size);
  // An SVG without a size is drawn small and enlarged, which is blurred.
  const sized = svg.replace("<svg ", `<svg width="${size}" height="${size}" `);
  image.src = `data:image/svg+xml,${encodeURIComponent(sized)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  canvas.getContext("2d").drawImage(image, 0, 0, size, size);
  return canvas.toDataURL("image/png");
}
