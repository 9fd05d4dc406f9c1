import { createReadStream } from "node:fs";

/**
 * Counts the occurrences of a text in a file, which is read piece by piece.
 * @param text is not empty
 */
export async function countInFile(path: string, text: string): Promise<number> {
  let count = 0;
  let rest = "";
  for await (const piece of createReadStream(path, { encoding: "utf8" })) {
    const read = rest + String(piece);
    let from = 0;
    for (let at = read.indexOf(text); at >= 0; at = read.indexOf(text, from)) {
      count++;
      from = at + text.length;
    }
    rest = read.slice(Math.max(from, read.length - text.length + 1));
  }
  return count;
}
