/** A kind of image that documents may show. */
export interface ImageKind {
  /** With its dot; the first is the one that a new file gets. */
  readonly extensions: readonly string[];
  readonly type: string;
}

interface Known extends ImageKind {
  /** How the file begins, as latin-1. */
  readonly magic: RegExp;
}

const kinds: readonly Known[] = [
  { extensions: [".png"], type: "image/png", magic: /^\u{89}PNG\r\n/u },
  { extensions: [".jpg", ".jpeg"], type: "image/jpeg", magic: /^\xff\xd8\xff/ },
  { extensions: [".gif"], type: "image/gif", magic: /^GIF8[79]a/ },
  { extensions: [".webp"], type: "image/webp", magic: /^RIFF[\s\S]{4}WEBP/ },
  // In an <img> an SVG runs no scripts and loads nothing. A page that holds one is none.
  {
    extensions: [".svg"],
    type: "image/svg+xml",
    magic:
      /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:(?:<!--[\s\S]*?-->|<!DOCTYPE svg[^>]*>)\s*)*<svg[\s>]/i,
  },
];

/** What kind of image bytes are, by how they begin; undefined when they are none that is shown. */
export function imageKindOf(bytes: Uint8Array): ImageKind | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096));
  return kinds.find(({ magic }) => magic.test(start.toString("latin1")));
}
