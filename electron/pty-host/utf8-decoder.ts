import { isAscii } from "node:buffer";
import { StringDecoder } from "node:string_decoder";

/** Decodes a stream of UTF-8 in chunks that may end inside a character; invalid bytes become U+FFFD. */
export interface Utf8Decoder {
  write(bytes: Buffer): string;
  /** The replacement for an incomplete last character. */
  end(): string;
}

/** Works like StringDecoder, but ASCII text, the usual case, is only copied. */
export function createUtf8Decoder(): Utf8Decoder {
  let decoder: StringDecoder | undefined;
  return {
    write(bytes) {
      if (decoder === undefined && isAscii(bytes)) return bytes.toString("latin1");
      decoder ??= new StringDecoder("utf8");
      const text = decoder.write(bytes);
      // A chunk that ends with an ASCII byte leaves no character incomplete.
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
