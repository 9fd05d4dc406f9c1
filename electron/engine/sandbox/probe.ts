import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { findProgram } from "../../system/disk";

/** What can confine runs on this machine. */
export type Sandbox =
  | {
      readonly kind: "bubblewrap";
      /** The command line before bubblewrap's other arguments. */
      readonly command: readonly [string, ...string[]];
      /** The command line, inside of the sandbox, before the program. */
      readonly inner: readonly string[];
      /** Whether the abstract Unix sockets of the host are closed also with an open network. */
      readonly closesSockets: boolean;
    }
  | {
      readonly kind: "missing";
      /** A sentence for the person. */
      readonly why: string;
      /** The command that mends it; undefined where none is known. */
      readonly mend?: string;
    }
  /** There is no sandbox for this system yet. */
  | { readonly kind: "unsupported"; readonly why: string };

/** Milliseconds. */
const patience = 20_000;

/** The smallest use of everything that a run's sandbox needs. */
const smallest = [
  ...["--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--die-with-parent"],
  ...["--cap-drop", "ALL", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"],
];

/**
 * Bubblewrap is in the terminal's process group, so Ctrl-C would end it, and with it all that it confines, before a
 * program could handle the signal. It starts with these signals ignored, and the program gets them back.
 */
const ignoring = ["/bin/sh", "-c", 'trap "" INT QUIT HUP TERM; exec "$@"', "sh"] as const;
const defaults = '$SIG{$_} = "DEFAULT" for qw(INT QUIT HUP TERM);';

/**
 * Landlock (Linux 6.12 and later) keeps a process from connecting to abstract Unix sockets outside of its domain. A
 * shared network would reach those of the host, such as the X server's. Perl makes the two system calls, whose numbers
 * are the same on all processors, and then becomes the program. Source: landlock(7), "IPC scoping".
 */
const landlock =
  'my $ruleset = pack("QQQ", 0, 0, 1); my $fd = syscall(444, $ruleset, 24, 0);' +
  " exit 125 if $fd < 0 || syscall(446, $fd, 0) != 0;";
const become = " exec { $ARGV[0] } @ARGV; exit 127";

/** The ways to start the program inside of the sandbox, the best first. */
const inners = [
  { inner: ["perl", "-e", `${landlock} ${defaults}${become}`, "--"], closesSockets: true },
  { inner: ["perl", "-e", `${defaults}${become}`, "--"], closesSockets: false },
  { inner: ["env", "--default-signal=INT,QUIT,HUP,TERM", "--"], closesSockets: false },
] as const;

let known: Promise<Sandbox> | undefined;

/** Finds out once whether runs can be confined here. A missing sandbox is looked for again at each call. */
export function findSandbox(): Promise<Sandbox> {
  known ??= probe().then((found) => {
    if (found.kind === "missing") known = undefined;
    return found;
  });
  return known;
}

async function probe(): Promise<Sandbox> {
  if (process.platform !== "linux")
    return { kind: "unsupported", why: "there is no sandbox for this system yet" };
  const file = await findProgram("bwrap");
  if (file === undefined) {
    const mend = await installCommand();
    return {
      kind: "missing",
      why: "bubblewrap, which confines runs, is not installed.",
      ...(mend === undefined ? {} : { mend }),
    };
  }
  // Versions before 0.8 do not know the first option. It only keeps programs from nesting sandboxes.
  for (const command of [[file, "--disable-userns"], [file]] as [string, ...string[]][]) {
    if (!(await succeeds([...command, ...smallest, "true"]))) continue;
    for (const each of inners)
      if (await succeeds([...command, ...smallest, ...each.inner, "true"]))
        return { kind: "bubblewrap", command: [...ignoring, ...command], ...each };
    return { kind: "bubblewrap", command, inner: [], closesSockets: false };
  }
  return { kind: "missing", ...notAllowed() };
}

/** Why an installed bubblewrap does not start. */
function notAllowed(): { why: string; mend?: string } {
  const why = "bubblewrap, which confines runs, is not allowed to make a sandbox on this system.";
  if (existsSync("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"))
    return {
      why,
      mend: "sudo apt-get install -y apparmor-profiles && sudo ln -s /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ && sudo systemctl reload apparmor",
    };
  if (existsSync("/proc/sys/kernel/unprivileged_userns_clone"))
    return { why, mend: "sudo sysctl -w kernel.unprivileged_userns_clone=1" };
  return { why };
}

async function installCommand(): Promise<string | undefined> {
  for (const [manager, command] of [
    ["apt-get", "sudo apt-get install -y bubblewrap"],
    ["dnf", "sudo dnf install -y bubblewrap"],
    ["pacman", "sudo pacman -S --noconfirm bubblewrap"],
    ["zypper", "sudo zypper install -y bubblewrap"],
    ["apk", "sudo apk add bubblewrap"],
  ] as const)
    if ((await findProgram(manager)) !== undefined) return command;
  return undefined;
}

function succeeds([file, ...args]: [string, ...string[]]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(file, args, { timeout: patience }, (error) => resolve(error === null));
  });
}
