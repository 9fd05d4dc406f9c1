// A terminal that is shown and not recorded: what the benchmark `record` compares the pty host with. Forked;
// it gets a program, sends its output on as text, and says when it has ended.

import { closeSync, constants, openSync } from "node:fs";
import { spawn } from "node-pty";

process.on("message", ({ file, args, cwd }) => {
  const pty = spawn(file, args, { cols: 80, rows: 24, cwd, env: process.env });
  const slave = openSync(pty.ptsName, constants.O_RDWR | constants.O_NOCTTY);
  pty.onData((data) => process.send({ type: "data", data }));
  pty.onExit(() => {
    closeSync(slave);
    process.send({ type: "ended" });
  });
});
