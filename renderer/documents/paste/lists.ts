/**
 * Turns the lists that word processors and chats copy into HTML lists. Indented items become nested lists,
 * numbered items ordered lists, and items with boxes get checkboxes.
 */
export function mendLists(body: HTMLElement): void {
  for (const first of body.querySelectorAll<HTMLElement>("p, div"))
    if (first.isConnected && levelOf(first) !== undefined) wordList(first);
  for (const item of body.querySelectorAll("li")) if (!isList(item.parentElement)) wrapItem(item);
  for (const list of body.querySelectorAll("ul, ol")) intoItemBefore(list);
  for (const list of body.querySelectorAll("ul, ol"))
    if (depthOf(list) > deepest) list.replaceWith(...[...list.children].map(asParagraph));
  for (const quote of body.querySelectorAll("blockquote"))
    if (depthOf(quote) > deepest) quote.replaceWith(...quote.childNodes);
}

/** The deepest nesting of lists and quotations. Nobody reads deeper ones, and each level makes parsing slower. */
const deepest = 12;

const isList = (element: Element | null): boolean =>
  element?.localName === "ul" || element?.localName === "ol";

function depthOf(element: Element): number {
  let depth = 0;
  for (let up = element.parentElement; up; up = up.parentElement)
    if (isList(up) || up.localName === "blockquote") depth += 1;
  return depth;
}

function asParagraph(item: Element): Element {
  const line = document.createElement("p");
  line.append(...item.childNodes);
  return line;
}

/** Puts items without a list into a list. */
function wrapItem(first: Element): void {
  const list = document.createElement("ul");
  first.before(list);
  for (let next: Element | null = first; next?.localName === "li"; next = list.nextElementSibling)
    list.append(next);
}

/**
 * Moves a list into the item before it: a list between another list's items, or an indented list after another
 * list.
 */
function intoItemBefore(list: Element): void {
  const before = list.previousElementSibling;
  if (isList(list.parentElement)) {
    const item = before?.localName === "li" ? before : document.createElement("li");
    if (item !== before) list.before(item);
    item.append(list);
    return;
  }
  // Slack copies the items of each depth as separate lists, one after the other.
  const indent = Number(list.getAttribute("data-indent") ?? Number.NaN);
  if (!before || !isList(before) || Number.isNaN(indent)) return;
  if (indent === 0) {
    if (before.localName !== list.localName) return;
    before.append(...list.children);
    list.remove();
    return;
  }
  let outer = before;
  for (let depth = 1; depth < indent; depth += 1) {
    const inner = lastListIn(outer);
    if (!inner) break;
    outer = inner;
  }
  const same = lastListIn(outer);
  if (same && same.getAttribute("data-indent") === list.getAttribute("data-indent"))
    same.append(...list.children);
  else outer.lastElementChild?.append(list);
  if (list.childElementCount === 0) list.remove();
}

const lastListIn = (list: Element): Element | undefined =>
  [...(list.lastElementChild?.children ?? [])].findLast(isList);

/** A number or letter with a full stop or bracket, as a word processor writes it into the text. */
const number = /^\(?(?:\d{1,4}|[a-z]{1,2}|[ivxlcdm]{1,6})[.)](?=\s|$)/i;
const signs =
  /^(?:[·•●○▪■◦§✓➢–-]|o(?=[\s\u00a0])|\(?(?:\d{1,4}|[a-z]{1,2}|[ivxlcdm]{1,6})[.)])[\s\u00a0]+/i;

interface WordItem {
  readonly level: number;
  readonly ordered: boolean;
  readonly start: number;
}

/** The depth of a paragraph that a word processor only styles as an item, from 1; undefined for other paragraphs. */
function levelOf(element: Element): number | undefined {
  const style = element.getAttribute("style") ?? "";
  if (/mso-list:\s*(?:none|skip)/i.test(style)) return undefined;
  const listed = /mso-list:\s*l\d+\s+level(\d+)/i.exec(style);
  if (listed) return Number(listed[1]);
  if (/mso-list:\s*l\d/i.test(style)) return 1;
  // Without a list style, only a sign at the beginning shows that the paragraph is an item.
  if (!/^MsoListParagraph/.test(element.className)) return undefined;
  return signs.test(textOf(element)) ? 1 : undefined;
}

/** The visible text, which does not include conditional comments. */
const textOf = (element: Element): string =>
  (element.textContent ?? "").replace(/^[\s\u00a0]+/, "");

/** Removes an item's sign. @returns the item's numbering */
function takeSign(element: Element, level: number): WordItem {
  const own = element.querySelector("[style*='mso-list:Ignore' i], [style*='mso-list: Ignore' i]");
  const sign = (own ? textOf(own) : (signs.exec(textOf(element))?.[0] ?? "")).trim();
  if (own) own.remove();
  else cutStart(element, signs.exec(textOf(element))?.[0].length ?? 0);
  const ordered = number.test(sign);
  const digits = /\d+/.exec(sign)?.[0];
  return { level, ordered, start: ordered && digits !== undefined ? Number(digits) : 1 };
}

/** Removes leading white space and then `length` characters from the beginning of an element's text. */
function cutStart(element: Element, length: number): void {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = length;
  let inText = false;
  for (let node = walker.nextNode(); node instanceof Text; node = walker.nextNode()) {
    const text: string = inText ? node.data : node.data.replace(/^[\s\u00a0]+/, "");
    inText ||= text !== "";
    const cut = Math.min(left, text.length);
    node.data = text.slice(cut);
    left -= cut;
    if (inText && left === 0) return;
  }
}

/** Makes one list of an item paragraph and the item paragraphs after it. */
function wordList(first: HTMLElement): void {
  const open: { readonly list: HTMLElement; readonly item: WordItem }[] = [];
  const at = document.createComment("");
  first.before(at);
  for (let next: Element | null = first; next; next = at.nextElementSibling) {
    const level = levelOf(next);
    if (level === undefined) break;
    const item = takeSign(next, level);
    const entry = document.createElement("li");
    entry.append(...next.childNodes);
    next.remove();
    while ((open.at(-1)?.item.level ?? 0) > level) open.pop();
    const same = open.at(-1);
    if (same?.item.level === level && same.item.ordered === item.ordered) {
      same.list.append(entry);
      continue;
    }
    if (same?.item.level === level) open.pop();
    const list = document.createElement(item.ordered ? "ol" : "ul");
    if (item.start > 1) list.setAttribute("start", String(item.start));
    list.append(entry);
    const outer = open.at(-1)?.list.lastElementChild;
    if (outer) outer.append(list);
    else at.before(list);
    open.push({ list, item });
  }
  at.remove();
}
