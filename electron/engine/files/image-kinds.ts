/** A kind of image that documents can show. */
export interface ImageKind {
  /** With the dot. The first is the extension of a new file. */
  readonly extensions: readonly string[];
  readonly type: string;
}

interface Known extends ImageKind {
  /** The beginning of the file, decoded as latin-1. */
  readonly magic: RegExp;
}

const kinds: readonly Known[] = [
  { extensions: [".png"], type: "image/png", magic: /^\u{89}PNG\r\n/u },
  { extensions: [".jpg", ".jpeg"], type: "image/jpeg", magic: /^\xff\xd8\xff/ },
  { extensions: [".gif"], type: "image/gif", magic: /^GIF8[79]a/ },
  { extensions: [".webp"], type: "image/webp", magic: /^RIFF[\s\S]{4}WEBP/ },
  // An SVG in an <img> runs no scripts and loads nothing. An HTML page that contains an SVG is not accepted.
  {
    extensions: [".svg"],
    type: "image/svg+xml",
    magic:
      /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:(?:<!--[\s\S]*?-->|<!DOCTYPE svg[^>]*>)\s*)*<svg[\s>]/i,
  },
];

/** The kind of an image by its first bytes; undefined for a kind that is not shown. */
export function imageKindOf(bytes: Uint8Array): ImageKind | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096));
  return kinds.find(({ magic }) => magic.test(start.toString("latin1")));
}
