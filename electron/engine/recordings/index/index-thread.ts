import { parentPort, workerData } from "node:worker_threads";
import { Problem } from "@shared/base/problem";
import { z } from "zod";
import { buildIndex } from "./build";
import { type IndexNews, life } from "./builder-thread";

// The program of the thread that buildInThread starts.

const { cast, path } = z.object({ cast: z.string(), path: z.string() }).parse(workerData);
const tell = (news: IndexNews) => parentPort?.postMessage(news);

const signs = setInterval(() => tell({ alive: true }), life.sign);

/** The last reported progress, in whole percent. */
let told = 0;

try {
  await buildIndex(cast, path, {
    progress(part) {
      if (part - told < 0.01) return;
      told = part;
      tell({ part });
    },
  });
  tell({ done: true });
} catch (error) {
  if (error instanceof Problem) tell({ problem: error.toData() });
  else tell({ defect: error instanceof Error ? (error.stack ?? error.message) : String(error) });
} finally {
  clearInterval(signs);
}
