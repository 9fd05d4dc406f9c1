import { parentPort } from "node:worker_threads";
import type { FromReader, ToReader } from "./reader-thread";
import { batch, gatherOutput, type TerminalReader } from "./terminal-reader";

// The program of the thread that startReaderThread starts. It imports few modules, because it is loaded with every
// host.

/** The most buffers of one terminal that are on their way to the host and back. When all are in use, reading pauses. */
const mostUnderway = 16;

interface Terminal extends TerminalReader {
  spare(buffer: ArrayBuffer): void;
}

const terminals = new Map<number, Terminal>();
const post = (message: FromReader, transfer: ArrayBuffer[] = []) =>
  parentPort?.postMessage(message, transfer);

function open(terminal: number, fd: number): Terminal {
  const spares: ArrayBuffer[] = [];
  let underway = 0;
  let wanted = false;
  const reader = gatherOutput(fd, {
    take: () => Buffer.from(spares.pop() ?? new ArrayBuffer(batch.bytes)),
    give(filled, length) {
      const { buffer } = filled;
      if (!(buffer instanceof ArrayBuffer)) return;
      underway++;
      if (underway >= mostUnderway) reader.pause();
      post({ type: "output", terminal, buffer, length }, [buffer]);
    },
    end() {
      terminals.delete(terminal);
      post({ type: "ended", terminal });
    },
  });
  const balance = () => (wanted && underway < mostUnderway ? reader.resume() : reader.pause());
  return {
    ...reader,
    pause() {
      wanted = false;
      balance();
    },
    resume() {
      wanted = true;
      balance();
    },
    spare(buffer) {
      underway--;
      spares.push(buffer);
      balance();
    },
  };
}

parentPort?.on("message", (message: ToReader) => {
  const { terminal } = message;
  if (message.type === "open") {
    terminals.set(terminal, open(terminal, message.fd));
    return;
  }
  // A terminal that has ended has reported that, and later messages for it are ignored.
  const reader = terminals.get(terminal);
  if (message.type === "spare") reader?.spare(message.buffer);
  else if (message.type === "look")
    void reader?.look().then(() => post({ type: "looked", terminal }));
  else reader?.[message.type]();
});
