import { mendLists } from "./lists";
import { isPictureData, pictureAddress } from "./pictures";

/** Cleaned HTML from the clipboard. */
export interface CleanHtml {
  readonly html: string;
  /** The `data:` addresses of pictures that the HTML itself contains; see `pictureAddress`. */
  readonly pictures: readonly string[];
  /** The number of pictures in another program's files, which the app cannot read. */
  readonly leftOut: number;
}

/**
 * Reduces copied HTML to the forms that Markdown has: structure and plain emphasis. Everything else (styles,
 * scripts, controls, nested and merged cells, pictures from other places, addresses that are not web pages) is
 * dropped or becomes text.
 * @param html of a web page, a word processor or a code host, as the clipboard has it
 */
export function cleanHtml(html: string): CleanHtml {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  let leftOut = 0;
  const pictures: string[] = [];
  for (const item of body.querySelectorAll<HTMLElement>("li[role=checkbox]")) ownBox(item);
  for (const element of body.querySelectorAll(dropped)) element.remove();
  mendLists(body);
  for (const element of body.querySelectorAll("[style*='mso-list:Ignore' i]")) element.remove();
  for (const table of body.querySelectorAll("table")) codeTable(table);
  for (const element of body.querySelectorAll("b")) if (isPlain(element)) unwrap(element);
  for (const list of body.querySelectorAll<HTMLElement>("ul, ol")) taskList(list);
  for (const pre of body.querySelectorAll("pre")) codeBlock(pre);
  for (const image of body.querySelectorAll("img")) {
    const src = image.getAttribute("src") ?? "";
    if (isPictureData(src)) image.setAttribute("src", pictureAddress(pictures.push(src) - 1));
    else if (!asLink(image)) leftOut += 1;
  }
  for (const link of body.querySelectorAll("a")) if (!isAddress(link)) unwrap(link);
  for (const table of body.querySelectorAll<HTMLElement>("table table"))
    table.replaceWith(textOf(table));
  for (const table of body.querySelectorAll("table")) plainTable(table);
  for (const element of body.querySelectorAll("*")) plainAttributes(element);
  return { html: body.innerHTML, pictures, leftOut };
}

/** Elements that no reader sees, or that only work on their own page. */
const dropped =
  "script, style, meta, link, title, noscript, template, iframe, object, embed, svg, canvas, video, audio, " +
  "button, select, textarea, clipboard-copy, [aria-hidden=true], [hidden]";

const unwrap = (element: Element) => element.replaceWith(...element.childNodes);

/** Some word processors wrap everything in a bold element of normal weight. */
const isPlain = (element: HTMLElement) => /^(?:normal|400)$/.test(element.style.fontWeight);

const isAddress = (link: HTMLAnchorElement) => {
  const href = link.getAttribute("href")?.trim() ?? "";
  return (
    href !== "" && (/^(?:https?|mailto):/i.test(href) || !/^[a-z][a-z0-9+.-]*:|^\/\//i.test(href))
  );
};

/**
 * Makes a link of a picture on another server, so that a reader of the document does not fetch the picture.
 * @returns false for a picture that became plain words
 */
function asLink(image: HTMLImageElement): boolean {
  const src = image.getAttribute("src")?.trim() ?? "";
  const name = image.alt.trim();
  if (/^https?:/i.test(src)) {
    const inLink = image.closest("a") !== null;
    const link = document.createElement(inLink ? "span" : "a");
    if (!inLink) link.setAttribute("href", src);
    link.textContent = name || (src.split(/[?#]/)[0]?.split("/").at(-1) ?? "") || "Image";
    image.replaceWith(link);
    return true;
  }
  if (src !== "" && !/^[a-z][a-z0-9+.-]*:|^\/\//i.test(src)) return true;
  image.replaceWith(name);
  return src === "";
}

/** Google Docs copies the checkbox of an item as a picture. */
function ownBox(item: HTMLElement): void {
  const box = document.createElement("input");
  box.type = "checkbox";
  if (item.getAttribute("aria-checked") === "true") box.setAttribute("checked", "");
  for (const image of item.querySelectorAll(":scope > img, :scope > span > img, :scope > p > img"))
    image.remove();
  item.prepend(box);
}

/** Code hosts copy code as a table with a row for each line. */
function codeTable(table: HTMLTableElement): void {
  const rows = [...table.rows];
  const lines = rows.map((row) =>
    row.querySelector(".blob-code, .react-code-text, td.code, .line"),
  );
  if (rows.length === 0 || !table.querySelector("[data-line-number]")) return;
  const pre = document.createElement("pre");
  pre.className = table.className;
  pre.textContent = lines
    .map((line, index) => line?.textContent ?? rows[index]?.cells[1]?.textContent ?? "")
    .map((line) => line.replace(/\n/g, ""))
    .join("\n");
  table.replaceWith(pre);
}

function taskList(list: HTMLElement): void {
  const items = [...list.children];
  const boxes = items.map((item) =>
    item.querySelector<HTMLInputElement>(
      ":scope > input, :scope > p > input, :scope > label > input",
    ),
  );
  if (boxes.every((box) => box?.type !== "checkbox")) return;
  list.setAttribute("data-type", "taskList");
  for (const [index, item] of items.entries()) {
    const box = boxes[index]?.type === "checkbox" ? boxes[index] : undefined;
    item.setAttribute("data-type", "taskItem");
    // An item without a checkbox counts as a plain item among tasks.
    item.setAttribute("data-checked", box ? String(box.hasAttribute("checked")) : "none");
    box?.remove();
  }
}

function codeBlock(pre: HTMLElement): void {
  const around = `${pre.className} ${pre.firstElementChild?.className ?? ""} ${pre.parentElement?.className ?? ""}`;
  const language = /(?:language|lang|highlight-source|brush)[-:]\s*([\w+#-]+)/.exec(around)?.[1];
  for (const line of pre.querySelectorAll("br")) line.replaceWith("\n");
  const code = document.createElement("code");
  code.textContent = (pre.textContent ?? "").replace(/\n$/, "");
  if (language !== undefined) code.className = `language-${language}`;
  pre.replaceChildren(code);
}

/** Makes a table of equal rows with one line in each cell. A table of a single cell becomes its content. */
function plainTable(table: HTMLTableElement): void {
  const rows = [...table.rows];
  if (rows.every((row) => row.cells.length < 2)) {
    table.replaceWith(...rows.flatMap((row) => [...row.cells].map(asParagraph)));
    return;
  }
  for (const row of rows)
    for (const cell of [...row.cells])
      for (let extra = Math.min(cell.colSpan, 50); extra > 1; extra -= 1) {
        const beside = document.createElement("td");
        beside.rowSpan = cell.rowSpan;
        cell.after(beside);
      }
  // A cell that spans several rows leaves an empty cell in each further row. Otherwise the row's other cells
  // would move under another heading.
  for (const [at, row] of rows.entries())
    for (const [column, cell] of [...row.cells].entries())
      for (const below of rows.slice(at + 1, at + cell.rowSpan))
        below.insertBefore(document.createElement("td"), below.cells[column] ?? null);
  for (const row of rows)
    for (const cell of [...row.cells]) {
      const side = cell.getAttribute("align") ?? cell.style.textAlign;
      if (/^(?:center|right)$/.test(side)) cell.setAttribute("align", side);
      else cell.removeAttribute("align");
      const line = asParagraph(cell);
      cell.replaceChildren(line);
      for (const name of ["colspan", "rowspan"]) cell.removeAttribute(name);
    }
}

/** The content of a cell as one paragraph, with a space between its blocks. */
function asParagraph(cell: HTMLElement): HTMLElement {
  const line = document.createElement("p");
  line.append(...cell.childNodes);
  for (const block of line.querySelectorAll(
    "p, div, li, ul, ol, h1, h2, h3, h4, h5, h6, pre, blockquote, br",
  )) {
    block.before(" ");
    unwrap(block);
  }
  return line;
}

/** The cells of a table as one text. */
const textOf = (table: HTMLElement): string =>
  [...table.querySelectorAll("th, td")]
    .map((cell) => (cell.textContent ?? "").replace(/\s+/g, " ").trim())
    .join(" ");

const kept = /^(?:href|src|alt|title|align|data-type|data-checked|start)$/;

/** Keeps only emphasis of a style, and only where the whole block does not have the same style. */
function plainAttributes(element: Element): void {
  const { style } = element instanceof HTMLElement ? element : { style: undefined };
  const inline = element.localName === "span" && style !== undefined;
  const emphasis = inline
    ? [
        /^(?:bold|[6-9]00)$/.test(style.fontWeight) ? "font-weight: bold" : "",
        style.fontStyle === "italic" ? "font-style: italic" : "",
        style.textDecoration.includes("line-through") ? "text-decoration: line-through" : "",
      ].filter((part) => part !== "")
    : [];
  const language = element.localName === "code" ? element.className : "";
  for (const { name } of [...element.attributes])
    if (!kept.test(name)) element.removeAttribute(name);
  if (emphasis.length > 0) element.setAttribute("style", emphasis.join("; "));
  if (language.startsWith("language-")) element.className = language;
}

/** Whether HTML has more than coloured text: code editors put only colours there. */
export const hasStructure = (html: string): boolean =>
  /<(?:h[1-6]|p|ul|ol|li|table|pre|blockquote|a|b|strong|i|em|code|s|del|img|hr)[\s>]/i.test(html);
