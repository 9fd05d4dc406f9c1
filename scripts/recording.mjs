// npm run recording -- FILE [--bytes 100MB] [--duration 1h] [--seed 1] [--size 80x24]: generates a recording for
// measurements and experiments. It is streamed to the file, so only the disk limits its size.

import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { withFolder } from "./bench/apps.mjs";
import { importBundled } from "./bench/bundle.mjs";
import { Advice, detail, isMain, runMain } from "./say.mjs";

const units = { "": 1, B: 1, KB: 1e3, MB: 1e6, GB: 1e9, s: 1, m: 60, min: 60, h: 3600 };

function quantity(text, kind, unitsOfKind) {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(text) ?? [];
  if (number === undefined || !unitsOfKind.includes(unit))
    throw new Advice(
      `${text} is no ${kind}. Write a number with ${unitsOfKind.slice(1).join(", ")}.`,
    );
  return Number(number) * units[unit];
}

/**
 * Writes a generated recording.
 * @param {string} file
 * @param {{seed: number, bytes: number, seconds: number, cols: number, rows: number}} wishes
 */
export async function writeRecording(file, wishes) {
  await withFolder(async (work) => {
    const { generateRecording } = await importBundled("shared/recordings/generate.ts", work);
    const handle = await open(file, "w");
    try {
      for (const piece of generateRecording(wishes)) await handle.write(piece);
    } finally {
      await handle.close();
    }
  });
}

if (isMain(import.meta.url))
  runMain(async () => {
    const { values, positionals } = parseArgs({
      options: {
        bytes: { type: "string", default: "10MB" },
        duration: { type: "string", default: "10m" },
        seed: { type: "string", default: "1" },
        size: { type: "string", default: "80x24" },
      },
      allowPositionals: true,
    });
    const [name] = positionals;
    if (name === undefined || positionals.length > 1)
      throw new Advice("Name the file: npm run recording -- FILE --bytes 100MB --duration 1h");
    const [, cols, rows] = /^(\d{1,3})x(\d{1,3})$/.exec(values.size) ?? [];
    if (cols === undefined || cols < 2 || rows < 2)
      throw new Advice(`${values.size} is no terminal's size. Write columns x rows, as in 80x24.`);
    const file = resolve(process.env.INIT_CWD ?? process.cwd(), name);
    await writeRecording(file, {
      seed: Number(values.seed),
      bytes: quantity(values.bytes, "size", ["", "B", "KB", "MB", "GB"]),
      seconds: quantity(values.duration, "duration", ["", "s", "m", "min", "h"]),
      cols: Number(cols),
      rows: Number(rows),
    });
    detail(file);
  });
