/**
 * Has something ended when this process is: by leaving, by Ctrl+C, or by being asked to stop.
 * @param {() => void} stop
 * @returns {() => void} takes that back
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
