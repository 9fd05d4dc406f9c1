import { createHash } from "node:crypto";
import { copyFile, readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { createCastCopy } from "@shared/recordings/export-cast";
import type { ExportFormat } from "@shared/recordings/export-formats";
import { htmlLimit, htmlPlayer, inScript } from "@shared/recordings/export-html";
import type { PassedOver } from "@shared/recordings/parse-cast";
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
  /** Path of the asciicast. */
  readonly from: string;
  readonly to: string;
  readonly format: ExportFormat;
  /** The title of a recording without a title of its own. */
  readonly title: string;
  /** Whether an existing file may be replaced, as confirmed by the person. */
  readonly replace: boolean;
  readonly signal: AbortSignal;
  /** Called with the finished part of the recording, from 0 to 1. */
  progress(part: number): void;
}

/** The built files and system settings that exports use. */
export interface ExportTools {
  /** The rules by which secrets are hidden in files for others. */
  readonly rules: RedactionRules;
  /** The path of the built player for web pages. */
  readonly player: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The result of an export. */
export interface Exported {
  /** Whether the recording ends in the middle of a line, which was left out. */
  readonly torn: boolean;
  /** Invalid lines, which were left out. */
  readonly passedOver: PassedOver | undefined;
  /** The number of secrets that were complete on the screens only. They are hidden in the written file. */
  readonly hidden: number;
}

const nothingLeft: Left = { torn: false, passedOver: undefined };
type Left = Omit<Exported, "hidden">;

/**
 * Writes a recording in another format. The file is written completely or not at all.
 * @throws CastError; Problem `file-missing`, `recording-damaged`, `file-exists`, `cannot-write`, `tool-missing`,
 * `too-large`, `bad-request`; the signal's reason
 */
export async function exportRecording(request: Export, tools: ExportTools): Promise<Exported> {
  await refuseItself(request);
  const { from, signal } = request;
  // Most recordings show no secret on their screens, and are exported from the original file.
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

/** Refuses to overwrite the recording itself. */
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
  // Reads the recording's header first, so that an invalid recording is reported before the page is begun.
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

/** The recording's own title, or else the given one. */
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
