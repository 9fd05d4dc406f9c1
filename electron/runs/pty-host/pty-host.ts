import { startHost } from "./host";
import { processTransport } from "./transport";

// The pty host's program. When whoever started it goes away, no run may go on unseen.
const transport = processTransport();
const host = startHost(transport);
transport.onClose(() => {
  void host.close().finally(() => process.exit(0));
});
