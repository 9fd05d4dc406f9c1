import { isAscii } from "node:buffer";
import { StringDecoder } from "node:string_decoder";

/** Decodes a stream of UTF-8 that is cut anywhere; what is no UTF-8 becomes U+FFFD. */
export interface Utf8Decoder {
  write(bytes: Buffer): string;
  /** What is left of a character that never came to its end. */
  end(): string;
}

/** As StringDecoder, but as fast as copying where the text is ASCII, which most of it is. */
export function createUtf8Decoder(): Utf8Decoder {
  let decoder: StringDecoder | undefined;
  return {
    write(bytes) {
      if (decoder === undefined && isAscii(bytes)) return bytes.toString("latin1");
      decoder ??= new StringDecoder("utf8");
      const text = decoder.write(bytes);
      // A last byte of ASCII leaves no character open.
      if ((bytes.at(-1) ?? 0x80) < 0x80) decoder = undefined;
      return text;
    },
    end() {
      const text = decoder?.end() ?? "";
      decoder = undefined;
      return text;
    },
  };
}
