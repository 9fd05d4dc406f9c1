import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { appVersion } from "../system/app-version";
import { createAnswerThreads } from "./answers/answer-threads";
import { startHost } from "./host";
import { startReaderThread } from "./reader-thread";
import { processTransport } from "./transport";

// The pty host's program. When its parent process ends, its sessions end too, so that no run continues unobserved.
const transport = processTransport();
const folder = dirname(fileURLToPath(import.meta.url));
const host = startHost(transport, {
  app: appVersion,
  read: startReaderThread(join(folder, "terminal-reader-thread.js")),
  answerer: createAnswerThreads(join(folder, "answer-thread.js")),
});
transport.onClose(() => {
  void host.close().finally(() => process.exit(0));
});
