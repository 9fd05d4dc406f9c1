// The time from a key to the next frame in the middle of a spec, against ProseMirror alone with the same document.
// Frames are not limited to the screen's rate, because the wait for the next frame would be most of the figure.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";
import { detail } from "../say.mjs";
import { emptyApp, openApp, projectApp, ready, withFolder } from "./apps.mjs";

const keys = 150;
/** The first keys warm the editor up and are not counted. */
const warmUp = 30;
/** After this number of keys comes a pause that is long enough for a save. */
const pauseEvery = 40;
const unlimited = ["--disable-gpu-vsync", "--disable-frame-rate-limit"];

/**
 * @param {string} name
 * @param {number} bytes the length of the document
 * @param {number | undefined} limitMs an absolute limit for p95, independent of the reference
 */
export function typing(name, bytes, limitMs) {
  /** @param {import("../bench.mjs").Context} context */
  return ({ root, runtime, withDisplay }) =>
    withFolder((work) =>
      withDisplay(async (env) => {
        const text = specOf(bytes);
        const ours = await projectApp(work, { "specs/001-typing/spec.md": text });
        const plain = await plainWith(work, root, text);
        const times = { ours: [], reference: [] };
        for (let round = 0; round < 2; round++) {
          times.reference.push(...(await typed(runtime, plain, env)));
          times.ours.push(...(await typed(runtime, ours, env)));
        }
        const [mine, reference] = [p95(times.ours), p95(times.reference)];
        detail(
          `${times.ours.length} keys, p95; median ${median(times.ours).toFixed(1)} ms against ${median(times.reference).toFixed(1)} ms.`,
        );
        const ratio = mine / reference;
        const budget = limitMs === undefined ? "≤ 1.3×" : `≤ 1.3×, ≤ ${limitMs} ms`;
        const ok = ratio <= 1.3 && (limitMs === undefined || mine <= limitMs);
        return [{ name, unit: "ms", ours: mine, reference, ratio, budget, ok }];
      }),
    );
}

/** A spec of about this number of bytes, with all elements of specs. */
export function specOf(bytes) {
  const parts = ["# Feature Specification: Photo albums\n\n**Status**: Draft\n"];
  let length = parts[0].length;
  for (let number = 1; length < bytes; number++) {
    const id = String(number).padStart(3, "0");
    const part = `
### User Story ${number} - Albums of day ${number} (Priority: P${(number % 3) + 1})

A person who comes home with photographs wants to put them into albums, so that *nothing* is lost
and everything is found again by its date, place ${number} and \`camera\`.

1. **Given** an empty album, **When** ${number} photographs are dropped on it, **Then** they are shown
2. **Given** a full album, **When** one is removed, **Then** ${number - 1} are left

- **FR-${id}**: System MUST keep photograph ${number} as it was, see [the plan](plan.md)
- **SC-${id}**: ${number} albums open within 2 seconds

- [ ] T${id} [P] [US${number}] Album ${number} in src/albums/${number}.ts
- [X] T${id}b Tests for it

| Name | Kind | Note |
|------|:----:|------|
| album | text | of day ${number} |
| photo | blob | \`raw\` |

\`\`\`ts
export const album = ${number};
\`\`\`
`;
    parts.push(part);
    length += part.length;
  }
  return parts.join("");
}

async function plainWith(work, root, text) {
  const app = await emptyApp(work);
  await build({
    configFile: false,
    logLevel: "error",
    root,
    resolve: { alias: { "@shared": join(root, "shared") } },
    build: {
      outDir: app.folder,
      emptyOutDir: false,
      lib: {
        entry: join(root, "scripts", "bench", "plain-editor.page.mjs"),
        formats: ["es"],
        fileName: () => "editor.js",
      },
    },
  });
  await mkdir(app.folder, { recursive: true });
  await writeFile(
    join(app.folder, "text.js"),
    `globalThis.benchmarkText = ${JSON.stringify(text)};`,
  );
  await writeFile(
    join(app.folder, "page.html"),
    `<!doctype html><meta charset="utf-8"><title>Plain</title>
<style>.ProseMirror { white-space: pre-wrap; } main { height: 100vh; overflow: auto; }</style>
<body><main></main><script src="text.js"></script><script type="module" src="editor.js"></script>`,
  );
  return app;
}

/** Milliseconds from each counted key to the next frame. */
async function typed(runtime, app, env) {
  const opened = await openApp(runtime, app, { env, flags: unlimited });
  try {
    const page = await opened.firstWindow();
    await page.waitForSelector(ready);
    const paragraphs = page.locator(".ProseMirror > p");
    const middle = paragraphs.nth(Math.floor((await paragraphs.count()) / 2));
    await middle.scrollIntoViewIfNeeded();
    await middle.click();
    await page.evaluate(listen);
    for (let key = 0; key < keys; key++) {
      await page.keyboard.press(key % 6 === 5 ? "Space" : "e");
      await page.evaluate(() => globalThis.benchmarkKeys.settled);
      await page.waitForTimeout(
        key % pauseEvery === pauseEvery - 1 ? 1200 : 20 + ((key * 37) % 50),
      );
    }
    const times = await page.evaluate(() => globalThis.benchmarkKeys.times);
    return times.slice(warmUp);
  } finally {
    await opened.close();
  }
}

/** Runs in the page: records for each key when the following frame has been drawn. */
function listen() {
  const state = { times: [], settled: Promise.resolve() };
  globalThis.benchmarkKeys = state;
  addEventListener(
    "keydown",
    ({ timeStamp }) => {
      state.settled = new Promise((resolve) => {
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            state.times.push(performance.now() - timeStamp);
            resolve();
          };
          port2.postMessage(null);
        });
      });
    },
    { capture: true },
  );
}

const sorted = (values) => values.toSorted((a, b) => a - b);
const median = (values) => sorted(values)[values.length >> 1];
const p95 = (values) => sorted(values)[Math.floor(values.length * 0.95)];
