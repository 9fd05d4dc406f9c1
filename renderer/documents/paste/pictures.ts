import { Problem } from "@shared/base/problem";
import { Fragment, type Node, type Schema, Slice } from "@tiptap/pm/model";
import type { SaveImage } from "../images/files";

/** Whether an address contains the picture itself. */
export const isPictureData = (src: string): boolean => /^\s*data:image\//i.test(src);

const addresses = "pasted-picture:";

/** The placeholder address of a picture in pasted HTML until it is saved. The editor refuses `data:` addresses. */
export const pictureAddress = (index: number): string => `${addresses}${index}`;

/** A picture in a pasted slice. */
interface Picture {
  /** Its `pictureAddress`. */
  readonly src: string;
  readonly alt: string;
}

const isPicture = ({ type, attrs }: Node): boolean =>
  type.name === "image" && String(attrs["src"]).startsWith(addresses);

/** The fragment with each inline node mapped; a node that maps to undefined is left out. */
function mapInline(content: Fragment, map: (node: Node) => Node | undefined): Fragment {
  const nodes: Node[] = [];
  content.forEach((node) => {
    if (!node.isInline) nodes.push(node.copy(mapInline(node.content, map)));
    else {
      const mapped = map(node);
      if (mapped) nodes.push(mapped);
    }
  });
  return Fragment.fromArray(nodes);
}

/** The pictures of a pasted slice that are not saved anywhere yet. */
export function picturesIn({ content }: Slice): Picture[] {
  const found: Picture[] = [];
  content.descendants((node) => {
    const { src, alt } = node.attrs;
    if (isPicture(node)) found.push({ src: String(src), alt: typeof alt === "string" ? alt : "" });
  });
  return found;
}

/**
 * The pasted slice with links to the saved pictures.
 * @param saved the address of each saved picture; a picture without an address becomes its words
 */
export function linkPictures(
  slice: Slice,
  saved: ReadonlyMap<string, string>,
  schema: Schema,
): Slice {
  const content = mapInline(slice.content, (node) => {
    const { src, alt } = node.attrs;
    if (!isPicture(node)) return node;
    const place = saved.get(String(src));
    if (place !== undefined)
      return node.type.create({ ...node.attrs, src: place }, null, node.marks);
    return typeof alt === "string" && alt !== "" ? schema.text(alt, node.marks) : undefined;
  });
  return new Slice(content, slice.openStart, slice.openEnd);
}

/**
 * Saves pictures one after the other. A refused picture does not hold back the others, and equal pictures are
 * saved once.
 * @param data the pictures' `data:` addresses
 * @param report is called with the reason why a picture was left out
 * @returns the address of each saved picture
 */
export async function savePictures(
  pictures: readonly Picture[],
  data: readonly string[],
  { save, report }: { readonly save: SaveImage; readonly report: (error: unknown) => void },
): Promise<Map<string, string>> {
  const places = new Map<string, string>();
  const saved = new Map<string, string>();
  for (const { src, alt } of pictures)
    try {
      const held = data[Number(src.slice(addresses.length))] ?? "";
      const place = places.get(held) ?? (await save(fileOf(held.trim(), alt)));
      places.set(held, place);
      saved.set(src, place);
    } catch (error) {
      report(error);
    }
  return saved;
}

const endings: Readonly<Record<string, string>> = { jpeg: "jpg", "svg+xml": "svg" };

/**
 * The file in a `data:` address (RFC 2397).
 * @throws {Problem} `cannot-write` when the address contains none
 */
export function fileOf(src: string, alt: string): File {
  try {
    return readData(src, alt);
  } catch {
    throw new Problem("cannot-write", "A picture was left out: what was copied of it is damaged.");
  }
}

function readData(src: string, alt: string): File {
  const comma = src.indexOf(",");
  const head = src.slice("data:".length, comma);
  const type = head.split(";")[0] ?? "";
  const data = src.slice(comma + 1);
  const bytes = /;\s*base64\s*$/i.test(head)
    ? Uint8Array.from(atob(decodeURIComponent(data).replace(/\s/g, "")), (letter) =>
        letter.charCodeAt(0),
      )
    : new TextEncoder().encode(decodeURIComponent(data));
  const kind = type.slice(type.indexOf("/") + 1).toLowerCase();
  const name = alt.trim().replace(/\.(?:png|jpe?g|gif|webp|svg)$/i, "") || "image";
  return new File([bytes], `${name}.${endings[kind] ?? kind}`, { type });
}
