/** A message from a program to its terminal besides its output. */
export type TerminalSign =
  | { readonly kind: "bell" }
  | { readonly kind: "notification"; readonly text: string }
  | { readonly kind: "title"; readonly title: string }
  /** The program's status, by the status protocol of agents (OSC 7501). */
  | { readonly kind: "status"; readonly state: string; readonly text: string | undefined };

/**
 * Reads an operating system command (OSC). 0 and 2 set the title. 9 is a notification, unless its text is a
 * number, which marks another command of ConEmu's, such as progress. 777;notify is rxvt's notification. 7501
 * has fields `name=value` separated by colons, and a `msg` in base64.
 * @param body the command without its introducer and its end
 * @returns undefined for any other command
 */
export function signOf(body: string): TerminalSign | undefined {
  const [, number = "", rest = ""] = /^(\d+);(.*)$/s.exec(body) ?? [];
  switch (number) {
    case "0":
    case "2":
      return { kind: "title", title: rest };
    case "9":
      return rest === "" || /^\d+(?:;|$)/.test(rest)
        ? undefined
        : { kind: "notification", text: rest };
    case "777": {
      const text = /^notify;(.+)$/s.exec(rest)?.[1];
      return text === undefined
        ? undefined
        : { kind: "notification", text: text.replace(";", ": ") };
    }
    case "7501":
      return statusOf(rest);
    default:
      return undefined;
  }
}

function statusOf(fields: string): TerminalSign | undefined {
  const values = new Map(
    fields.split(":").map((field) => {
      const at = field.indexOf("=");
      return [field.slice(0, at), field.slice(at + 1)] as const;
    }),
  );
  const state = values.get("state");
  if (state === undefined) return undefined;
  return { kind: "status", state, text: fromBase64(values.get("msg")) };
}

const base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * Decodes base64 (RFC 4648) to UTF-8 text; undefined for invalid input. Neither atob nor Buffer is available
 * in the rooms of pure code.
 */
function fromBase64(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  let bits = 0;
  let held = 0;
  let escaped = "";
  for (const char of text.replace(/=+$/, "")) {
    const value = base64.indexOf(char);
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    escaped += `%${((held >> bits) & 0xff).toString(16).padStart(2, "0")}`;
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}
