// A terminal that is shown and not recorded, with which the benchmark `record` compares the pty host. It is
// forked, gets a program, sends its output as text, and reports its end.

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
