/**
 * A list of choices beside the cursor. The editor keeps the focus and names the current choice as its active
 * descendant.
 */
export interface Menu<T> {
  readonly dom: HTMLElement;
  show(items: readonly T[]): void;
  /** Handles a key while the list is shown. @returns whether the list used the key */
  press(event: KeyboardEvent): boolean;
  close(): void;
}

interface Face {
  readonly title: string;
  readonly hint: string;
}

/**
 * Creates a listbox.
 * @param editor the textbox whose active descendant is the current choice
 */
export function createMenu<T>(
  editor: HTMLElement,
  label: string,
  face: (item: T) => Face,
  choose: (item: T) => void,
): Menu<T> {
  const dom = document.createElement("div");
  dom.className = "slash-menu";
  dom.id = `menu-${crypto.randomUUID()}`;
  dom.role = "listbox";
  dom.ariaLabel = label;
  let shown: readonly T[] = [];
  let at = 0;

  const pick = (index: number) => {
    at = index;
    for (const [place, option] of [...dom.children].entries())
      option.setAttribute("aria-selected", String(place === at));
    const option = dom.children[at];
    option?.scrollIntoView({ block: "nearest" });
    if (option) editor.setAttribute("aria-activedescendant", option.id);
    else editor.removeAttribute("aria-activedescendant");
  };
  const chooseAt = (index: number) => {
    const item = shown[index];
    if (item !== undefined) choose(item);
  };

  return {
    dom,
    show(items) {
      shown = items;
      dom.hidden = items.length === 0;
      dom.replaceChildren(
        ...items.map((item, index) => {
          const { title, hint } = face(item);
          const option = document.createElement("div");
          option.role = "option";
          option.tabIndex = -1;
          option.id = `${dom.id}-${index}`;
          const name = document.createElement("span");
          name.textContent = title;
          const sign = document.createElement("span");
          sign.className = "hint";
          sign.ariaHidden = "true";
          sign.textContent = hint;
          option.append(name, sign);
          // On mousedown and not on click, because a click would first take the focus out of the text.
          option.addEventListener("mousedown", (event) => {
            event.preventDefault();
            chooseAt(index);
          });
          option.addEventListener("mousemove", () => {
            if (at !== index) pick(index);
          });
          return option;
        }),
      );
      editor.setAttribute("aria-controls", dom.id);
      pick(0);
    },
    press({ key, isComposing, ctrlKey, altKey, metaKey }) {
      if (shown.length === 0 || isComposing || ctrlKey || altKey || metaKey) return false;
      if (key === "ArrowDown") pick((at + 1) % shown.length);
      else if (key === "ArrowUp") pick((at + shown.length - 1) % shown.length);
      else if (key === "Enter" || key === "Tab") chooseAt(at);
      else return false;
      return true;
    },
    close() {
      editor.removeAttribute("aria-activedescendant");
      editor.removeAttribute("aria-controls");
      dom.remove();
    },
  };
}
