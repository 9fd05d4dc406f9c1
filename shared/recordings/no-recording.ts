/** The number of bytes at a file's beginning that identify its format. */
export const tellingBytes = 512;

/**
 * Signatures from the `magic` database of file(1), each with the format's name and the command that unpacks
 * it.
 */
const packed: readonly (readonly [signature: string, name: string, command: string])[] = [
  ["\x1f\x8b", "gzip", "gunzip < FILE > NEW.cast"],
  ["\x1f\x9d", "compress", "gunzip < FILE > NEW.cast"],
  ["\x28\xb5\x2f\xfd", "zstd", "zstd -dc < FILE > NEW.cast"],
  ["BZh", "bzip2", "bunzip2 < FILE > NEW.cast"],
  ["\xfd7zXZ\x00", "xz", "xz -dc < FILE > NEW.cast"],
  ["\x5d\x00\x00", "lzma", "xz -dc < FILE > NEW.cast"],
  ["\x04\x22\x4d\x18", "lz4", "lz4 -dc < FILE > NEW.cast"],
  ["PK\x03\x04", "zip", "unzip FILE -d FOLDER"],
  ["PK\x05\x06", "zip", "unzip FILE -d FOLDER"],
  ["7z\xbc\xaf\x27\x1c", "7z", "7z x FILE"],
];

const media: readonly (readonly [signature: string, at: number, name: string])[] = [
  ["GIF8", 0, "GIF picture"],
  ["\x89PNG", 0, "PNG picture"],
  ["\xff\xd8\xff", 0, "JPEG picture"],
  ["WEBP", 8, "WebP picture"],
  ["ftyp", 4, "video"],
  ["\x1aE\xdf\xa3", 0, "video"],
  ["%PDF-", 0, "PDF document"],
];

/**
 * Byte-order marks, and an opening bracket with the NUL bytes of a wide character, each with the encoding's
 * name for iconv.
 */
const encodings: readonly (readonly [signature: string, name: string])[] = [
  ["\xff\xfe\0\0", "UTF-32"],
  ["\0\0\xfe\xff", "UTF-32"],
  ["{\0\0\0", "UTF-32LE"],
  ["\0\0\0{", "UTF-32BE"],
  ["\xff\xfe", "UTF-16"],
  ["\xfe\xff", "UTF-16"],
  ["{\0", "UTF-16LE"],
  ["\0{", "UTF-16BE"],
];

/**
 * Names the format of a file that is no asciicast, and says what to do. A file that begins like an asciicast,
 * or in no known way, is left to the parser.
 * @param first the file's first `tellingBytes` bytes, or all of its bytes
 * @returns sentences for the person; undefined when the file may be a recording
 */
export function noRecordingWords(first: Uint8Array): string | undefined {
  if (first.length === 0) return "This file is empty. Use another copy of the recording.";
  if (first.every((byte) => byte === 0))
    return "This file begins with nothing but zero bytes: it was not written to its end. Use another copy of the recording.";
  // Makes one character from each byte.
  const text = Array.from(first, (byte) => String.fromCharCode(byte)).join("");
  return packedWords(text) ?? encodingWords(text) ?? mediaWords(text) ?? textWords(text);
}

function packedWords(text: string): string | undefined {
  const [, name, command] = packed.find(([signature]) => text.startsWith(signature)) ?? [];
  if (name !== undefined)
    return `This recording is compressed (${name}). Unpack it first: ${command}`;
  if (text.startsWith("ustar", 257))
    return "This file is a tar archive. Unpack it first: tar -xf FILE";
  return undefined;
}

function encodingWords(text: string): string | undefined {
  const name = encodings.find(([signature]) => text.startsWith(signature))?.[1];
  return name === undefined
    ? undefined
    : `This recording is ${name} text, and must be UTF-8. Convert it first: iconv -f ${name} -t UTF-8 FILE > NEW.cast`;
}

function mediaWords(text: string): string | undefined {
  const name = media.find(([signature, at]) => text.startsWith(signature, at))?.[2];
  return name === undefined
    ? undefined
    : `This file is a ${name}, not a recording. Use the asciicast (.cast) that it was made from.`;
}

function textWords(text: string): string | undefined {
  const start = text.replace(/^\xef\xbb\xbf/, "").trimStart();
  if (/^(?:<\?xml[^>]*>\s*)?<svg\b/i.test(start))
    return "This file is an SVG picture, not a recording. Use the asciicast (.cast) that it was made from.";
  if (start.startsWith("<"))
    return "This file is a web page, not a recording. Save the recording itself: on asciinema.org its address is that of the page with .cast behind it.";
  if (start.startsWith("version https://git-lfs.github.com/spec/"))
    return "This file only says where Git LFS keeps the recording. Fetch it first: git lfs pull";
  if (start.startsWith("Script started on "))
    return "This file was made by script, not by asciinema, and has no times in it. Record the session as an asciicast.";
  if (start === "" && text.length < tellingBytes)
    return "This file has nothing but empty lines. Use another copy of the recording.";
  return undefined;
}
