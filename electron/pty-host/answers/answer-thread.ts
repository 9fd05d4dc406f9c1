import { parentPort } from "node:worker_threads";
import type { FromAnswerThread, ToAnswerThread } from "./answer-threads";
import { type Answerer, answerHere } from "./answerer";

// The program of the threads of createAnswerThreads: one answering terminal.

let answerer: Answerer | undefined;
const post = (message: FromAnswerThread) => parentPort?.postMessage(message);

parentPort?.on("message", (message: ToAnswerThread) => {
  switch (message.type) {
    case "open":
      answerer = answerHere.open(message.setup, {
        answer: (data, turn) => post({ type: "answer", data, turn }),
        followed: (length) => post({ type: "followed", length }),
        screen: (text) => post({ type: "screen", text }),
        kept: (screen) => post({ type: "kept", screen }),
      });
      return;
    case "write":
      answerer?.write(message.text);
      return;
    case "resize":
      answerer?.resize(message.cols, message.rows);
      return;
    case "colours":
      answerer?.setColours(message.colours);
      return;
    case "turn":
      answerer?.turn(message.turn);
      return;
    case "look":
      answerer?.look();
      return;
    case "keep":
      answerer?.keep();
      return;
  }
});
