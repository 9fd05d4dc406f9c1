import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

let known: { readonly id: string | undefined } | undefined;

/**
 * An id of this machine, by which two machines that share a data folder do not take each other's runs for dead. It
 * is a digest, because the system's own id must not be shown, see machine-id(5).
 * @returns undefined when the system has no id
 */
export function machineId(): string | undefined {
  known ??= { id: digestOf(systemNumber()) };
  return known.id;
}

const digestOf = (number: string | undefined): string | undefined =>
  number === undefined
    ? undefined
    : createHash("sha256").update(`specwright machine ${number}`).digest("hex").slice(0, 16);

function systemNumber(): string | undefined {
  switch (process.platform) {
    case "linux":
      return textOf("/etc/machine-id") ?? textOf("/var/lib/dbus/machine-id");
    case "darwin":
      return platformNumber();
    default:
      return undefined;
  }
}

function textOf(path: string): string | undefined {
  try {
    const text = readFileSync(path, "utf8").trim();
    // The file of a system image before its first start contains "uninitialized".
    return /^[0-9a-f]{32}$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

function platformNumber(): string | undefined {
  try {
    const words = execFileSync("/usr/sbin/ioreg", ["-rd1", "-c", "IOPlatformExpertDevice"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 2000,
    });
    return /"IOPlatformUUID" = "([^"]+)"/.exec(words)?.[1];
  } catch {
    return undefined;
  }
}
