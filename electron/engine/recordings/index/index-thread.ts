import { answerRequests } from "../../../system/answer-requests";
import { buildIndex } from "./build";
import { type IndexOrder, life } from "./builder-thread";

// The program of the thread that buildInThread starts.

answerRequests<IndexOrder, undefined, number>(
  async ({ cast, path }, tell) => {
    /** The last reported progress, in whole percent. */
    let told = 0;
    await buildIndex(cast, path, {
      progress(part) {
        if (part - told < 0.01) return;
        told = part;
        tell(part);
      },
    });
    return undefined;
  },
  { sign: life.sign },
);
