/** What a program says to its terminal besides its output. */
export type TerminalSign =
  | { readonly kind: "bell" }
  | { readonly kind: "notification"; readonly text: string }
  | { readonly kind: "title"; readonly title: string }
  /** How the program stands, by the status protocol of agents (OSC 7501). */
  | { readonly kind: "status"; readonly state: string; readonly text: string | undefined };

/**
 * What an operating system command (OSC) says, if it is one of these: 0 and 2 set the title; 9 notifies, but a number in
 * its text stands for another command of ConEmu's, such as progress; 777;notify is rxvt's; 7501 has fields `name=value`
 * between colons, and a `msg` in base64.
 * @param body without its introducer and its end
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

/** Decoded as UTF-8, as far as it can be. */
function fromBase64(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  // What was cut off in the middle of a group says nothing.
  const groups = text.replace(/=+$/, "").replace(/[^A-Za-z0-9+/]/g, "");
  const whole = groups.slice(0, groups.length - (groups.length % 4 === 1 ? 1 : 0));
  const bytes = Uint8Array.from(atob(whole), (char) => char.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}
