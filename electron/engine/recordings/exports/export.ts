import { createHash } from "node:crypto";
import { copyFile, readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import type { ExportFormat } from "@shared/recordings/export";
import { createCastCopy } from "@shared/recordings/export-cast";
import { htmlLimit, htmlPlayer, inScript } from "@shared/recordings/export-html";
import type { PassedOver } from "@shared/recordings/parse";
import type { RedactionRules } from "@shared/recordings/redact";
import { readCast } from "../../../run-folder/read-cast";
import { recordingName } from "../../../run-folder/recording-file";
import { countOnScreens } from "../../../terminal-screen/secrets/look";
import { makePrivateFolder } from "../../files/private-folder";
import { type WritePiece, writeStream } from "../../files/write-stream";
import { hideOnScreens } from "../hide-on-screens";
import { drawGif } from "./gif";
import { createTranscript } from "./transcript";

/** One export of one recording. */
export interface Export {
  /** The asciicast. */
  readonly from: string;
  readonly to: string;
  readonly format: ExportFormat;
  /** What the recording is called where it does not say so itself. */
  readonly title: string;
  /** A file that is there already may be replaced: the person was asked. */
  readonly replace: boolean;
  readonly signal: AbortSignal;
  /** Hears which part of the recording, from 0 to 1, is done. */
  progress(part: number): void;
}

/** What exporting needs of what was built and of the system. */
export interface ExportTools {
  /** What is hidden in what is given to others. */
  readonly rules: RedactionRules;
  /** The built program of the player for web pages. */
  readonly player: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What became of an export. */
export interface Exported {
  /** The recording ends in the middle of a line, which was left out. */
  readonly torn: boolean;
  /** Lines that could not be used and were left out. */
  readonly passedOver: PassedOver | undefined;
  /** Secrets that were whole on its screens only, and are hidden in what was written. */
  readonly hidden: number;
}

const nothingLeft: Left = { torn: false, passedOver: undefined };
type Left = Omit<Exported, "hidden">;

/**
 * Writes a recording in another form. The file is there whole or not at all.
 * @throws CastError; Problem `file-missing`, `recording-damaged`, `file-exists`, `cannot-write`, `tool-missing`, `too-large`,
 * `bad-request`; what the signal says
 */
export async function exportRecording(request: Export, tools: ExportTools): Promise<Exported> {
  await refuseItself(request);
  const { from, signal } = request;
  // Most recordings have none, and are written as they lie there.
  if ((await countOnScreens(from, tools.rules, signal)) === 0)
    return { ...(await write(request, tools)), hidden: 0 };
  const { path: folder, remove } = await makePrivateFolder("export");
  try {
    const copied = join(folder, recordingName);
    await copyFile(from, copied);
    const { secrets } = await hideOnScreens(copied, tools.rules, signal);
    return { ...(await write({ ...request, from: copied }, tools)), hidden: secrets };
  } finally {
    await remove();
  }
}

function write(request: Export, tools: ExportTools): Promise<Left> {
  return writeStream(request.to, request.replace, (piece) => {
    switch (request.format) {
      case "cast":
        return copy(request, 3, piece);
      case "cast2":
        return copy(request, 2, piece);
      case "html":
        return page(request, tools.player, piece);
      case "text":
        return transcript(request, piece);
      case "gif":
        return drawGif(tools.env, request, (to) => copy(request, 2, to), piece);
    }
  });
}

/** What is recorded stays as it was recorded. */
async function refuseItself({ from, to }: Export): Promise<void> {
  const [source, target] = await Promise.all(
    [from, to].map((path) => realpath(path).catch(() => undefined)),
  );
  if (source !== undefined && source === target)
    throw new Problem("bad-request", "This is the recording itself. Choose another name.", to);
}

async function copy(
  { from, signal, progress, title }: Export,
  version: 2 | 3,
  write: WritePiece,
): Promise<Left> {
  const as = createCastCopy(version);
  let begun = false;
  let left: Left = nothingLeft;
  for await (const { header, events, torn, passedOver } of readCast(from, signal, progress)) {
    if (!begun) await write(as.header({ title, ...header }));
    begun = true;
    left = { torn, passedOver };
    await write(as.lines(events));
  }
  return left;
}

async function page(request: Export, player: string, write: WritePiece): Promise<Left> {
  const program = inScript(await readFile(player, "utf8"));
  const hash = createHash("sha256").update(program).digest("base64");
  let html: ReturnType<typeof htmlPlayer> | undefined;
  let length = 0;
  // A recording that is none must be told before the page is begun.
  const named = await titleOf(request);
  const result = await copy(request, 3, async (cast) => {
    if (html === undefined) {
      html = htmlPlayer(named, program, hash);
      await write(html.start);
    }
    const part = html.part(String(cast));
    length += part.length;
    if (length > htmlLimit)
      throw new Problem(
        "too-large",
        `A web page can hold ${htmlLimit / 1024 / 1024} MB of recording, and this one is longer. Export it as asciicast.`,
      );
    await write(part);
  });
  if (html) await write(html.end);
  return result;
}

/** What the recording calls itself, or what it is called here. */
async function titleOf({ from, signal, title }: Export): Promise<string> {
  for await (const { header } of readCast(from, signal)) return header.title ?? title;
  return title;
}

async function transcript({ from, signal, progress }: Export, write: WritePiece): Promise<Left> {
  let text: ReturnType<typeof createTranscript> | undefined;
  let left: Left = nothingLeft;
  try {
    for await (const { header, events, torn, passedOver } of readCast(from, signal, progress)) {
      text ??= createTranscript(header);
      await text.play(events, write, signal);
      left = { torn, passedOver };
    }
    await text?.end(write);
  } finally {
    text?.dispose();
  }
  return left;
}
