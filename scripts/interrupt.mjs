/**
 * Calls a function when this process ends: at its exit, at Ctrl+C, or at a request to stop.
 * @param {() => void} stop
 * @returns {() => void} removes the call
 */
export function onEnd(stop) {
  const interrupted = (signal) => {
    stop();
    off();
    process.kill(process.pid, signal);
  };
  const off = () => {
    process.off("exit", stop).off("SIGINT", interrupted).off("SIGTERM", interrupted);
  };
  process.on("exit", stop).on("SIGINT", interrupted).on("SIGTERM", interrupted);
  return off;
}
