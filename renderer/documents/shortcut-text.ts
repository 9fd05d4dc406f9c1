const onMac = navigator.platform.startsWith("Mac");

/** A shortcut as it is written on this computer's keys: `Ctrl+Shift+K`, or `⇧⌘K` on a Mac. */
export function shortcutText(shortcut: string, mac = onMac): string {
  if (!mac) return shortcut.replace("Mod", "Ctrl");
  const signs: Readonly<Record<string, string>> = { Mod: "⌘", Shift: "⇧", Alt: "⌥" };
  const order = ["Alt", "Shift", "Mod"];
  const parts = shortcut.split("+");
  const key = parts.at(-1) ?? "";
  return (
    order
      .filter((part) => parts.includes(part))
      .map((part) => signs[part])
      .join("") + key
  );
}
