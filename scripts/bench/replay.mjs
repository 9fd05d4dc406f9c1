// Opening a recording of 100 MB and an hour, and seeking in it: this app's window against asciinema-player with
// the same file in the same browser. Shared by replay-open and replay-seek.

import { createReadStream } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { writeRecording } from "../recording.mjs";
import { detail } from "../say.mjs";
import { emptyApp, openApp, withFolder } from "./apps.mjs";

const wishes = { seed: 1, bytes: 100e6, seconds: 3600, cols: 80, rows: 24 };
/** Milliseconds that a person may wait. */
export const limit = 100;

/**
 * Runs a function with a generated recording.
 * @param {import("../bench.mjs").Context} context
 * @param {(use: {file: string, work: string, env: NodeJS.ProcessEnv}) => Promise<import("../bench.mjs").Row[]>} use
 */
export function withRecording({ withDisplay }, use) {
  return withFolder((work) =>
    withDisplay(async (env) => {
      const file = join(work, "long.cast");
      await writeRecording(file, wishes);
      return use({ file, work, env });
    }),
  );
}

/**
 * Opens this app with a recording that has no index, and runs a function once it is shown.
 * @template T
 * @param {(opened: {app: import("playwright").ElectronApplication, page: import("playwright").Page}) => Promise<T>} use
 */
export async function inOurs({ root, runtime }, { file, work, env }, use) {
  const app = await openApp(
    runtime,
    {
      folder: root,
      args: [file],
      env: { SPECWRIGHT_HOME: join(work, "home"), SPECWRIGHT_USER_DATA: join(work, "profile") },
    },
    { env },
  );
  try {
    const page = await app.firstWindow();
    const from = performance.now();
    await page.evaluate(installOurs);
    await page.evaluate((end) => globalThis.replayBench.until(end), wishes.seconds);
    detail(
      `First sight, with the index to make: ${((performance.now() - from) / 1000).toFixed(1)} s.`,
    );
    return await use({ app, page });
  } finally {
    await app.close();
  }
}

/** Runs in our page: waits until the screen of a time is drawn. */
function installOurs() {
  const frame = () =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(null);
      });
    });
  const shown = () => document.querySelector('[data-testid="terminal"]')?.specwrightShown?.();
  const until = async (time) => {
    do await frame();
    while (Math.abs((shown() ?? -1) - time) > 1e-6);
  };
  globalThis.replayBench = { until, frame };
}

/** Milliseconds from opening the recording again, which has an index now, to its last screen being drawn. */
export async function reopen({ app, page }, file) {
  await page.getByRole("button", { name: "Close recording" }).click();
  await page.waitForSelector('[data-testid="terminal"]', { state: "detached" });
  const took = page.evaluate(
    (end) =>
      new Promise((resolve) => {
        const stop = window.specwright.on("app.asked", async () => {
          const from = performance.now();
          stop();
          await globalThis.replayBench.until(end);
          resolve(performance.now() - from);
        });
        globalThis.replayBench.waiting = true;
      }),
    wishes.seconds,
  );
  await page.waitForFunction(() => globalThis.replayBench.waiting);
  // Like a second launch with the recording.
  await app.evaluate(
    ({ app: electron }, path) =>
      electron.emit("second-instance", {}, [], "/", { kind: "recording", path }),
    file,
  );
  const time = await took;
  await page.evaluate(() => {
    globalThis.replayBench.waiting = false;
  });
  return time;
}

/** Milliseconds from a press on the timeline to the screen of that time being drawn. */
export async function seekOurs({ page }, part) {
  const track = page.getByRole("slider", { name: "Position in the recording" });
  const box = await track.boundingBox();
  const took = track.evaluate(
    (element, end) =>
      new Promise((resolve) => {
        element.addEventListener(
          "pointerdown",
          async ({ clientX, timeStamp }) => {
            const { left, width } = element.getBoundingClientRect();
            await globalThis.replayBench.until(((clientX - left) / width) * end);
            resolve(performance.now() - timeStamp);
          },
          { capture: true, once: true },
        );
        globalThis.replayBench.waiting = true;
      }),
    wishes.seconds,
  );
  await page.waitForFunction(() => globalThis.replayBench.waiting);
  await page.mouse.click(box.x + 1 + part * (box.width - 2), box.y + 5);
  const time = await took;
  await page.evaluate(() => {
    globalThis.replayBench.waiting = false;
  });
  return time;
}

/** Prints the memory of the window and of the main process. */
export async function sayMemory({ app }) {
  const used = await app.evaluate(({ app: electron }) =>
    electron.getAppMetrics().map(({ type, memory }) => [type, memory.workingSetSize / 1024]),
  );
  const of = (wanted) => used.find(([type]) => type === wanted)?.[1].toFixed(0);
  detail(`Working set: window ${of("Tab")} MB, main process ${of("Browser")} MB.`);
}

/**
 * Opens an empty app with asciinema-player's page, with no recording loaded, and runs a function there.
 * @template T
 * @param {(page: import("playwright").Page) => Promise<T>} use
 */
export async function inAsciinema({ root, runtime }, { file, work, env }, use) {
  const bundle = join(root, "node_modules", "asciinema-player", "dist", "bundle");
  const page = `<!doctype html><meta charset="utf-8"><title>asciinema-player</title>
<link rel="stylesheet" href="/asciinema-player.css"><body data-ready="document"><main></main>
<script src="/asciinema-player.min.js"></script>`;
  const { size } = await stat(file);
  const server = createServer(async (request, response) => {
    if (request.url === "/long.cast") {
      response.setHeader("content-length", size);
      createReadStream(file).pipe(response);
    } else if (request.url?.endsWith(".js") || request.url?.endsWith(".css")) {
      const name = request.url.slice(1);
      response.setHeader("content-type", name.endsWith(".js") ? "text/javascript" : "text/css");
      response.end(await readFile(join(bundle, name)));
    } else response.end(page);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  try {
    const empty = await emptyApp(work);
    await writeFile(
      join(empty.folder, "page.html"),
      `<meta http-equiv="refresh" content="0;url=http://127.0.0.1:${port}/">`,
    );
    const app = await openApp(runtime, empty, { env });
    try {
      const opened = await app.firstWindow();
      await opened.waitForFunction(() => globalThis.AsciinemaPlayer !== undefined);
      return await use(opened);
    } finally {
      await app.close();
    }
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Milliseconds from making the player to its first picture, for which it reads the whole recording. */
export const openAsciinema = (page) =>
  page.evaluate(async () => {
    const from = performance.now();
    const player = globalThis.AsciinemaPlayer.create("/long.cast", document.querySelector("main"), {
      preload: true,
    });
    globalThis.player = player;
    await player.seek(0);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - from;
  });

/** Milliseconds from the request of a time to its screen. */
export const seekAsciinema = (page, part) =>
  page.evaluate(async (time) => {
    const from = performance.now();
    await globalThis.player.seek(time);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - from;
  }, part * wishes.seconds);

const sorted = (values) => values.toSorted((a, b) => a - b);
export const median = (values) => sorted(values)[values.length >> 1];
export const p95 = (values) => sorted(values)[Math.floor(values.length * 0.95)];
/** Positions from 0 to 1 that look random and are the same in each run. */
export const places = (count) =>
  Array.from({ length: count }, (_, index) => ((index + 1) * 0.6180339887) % 1);
