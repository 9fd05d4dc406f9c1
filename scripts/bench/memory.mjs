// The memory of an app with several processes, from Linux's /proc/PID/smaps (proc(5)).

/**
 * The memory that a group of processes needs, independent of other processes: private memory by its proportional
 * share, and each part of a file that several processes map once and in full. The plain sum of proportional shares
 * would shrink whenever another Electron on the machine maps the same files.
 * @param {string[]} smaps the text of each process's smaps
 * @returns {number} kilobytes
 */
export function memoryOf(smaps) {
  let own = 0;
  const files = new Map();
  for (const mapping of smaps.flatMap(mappings)) {
    if (!mapping.file) own += mapping.pss;
    else {
      own += mapping.dirty;
      files.set(mapping.file, Math.max(files.get(mapping.file) ?? 0, mapping.rss - mapping.dirty));
    }
  }
  return own + [...files.values()].reduce((sum, each) => sum + each, 0);
}

function mappings(text) {
  return text.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m).map((block) => {
    const [, offset, device, inode, path = ""] =
      /^\S+ \S+ (\S+) (\S+) (\d+) *(.*)$/m.exec(block) ?? [];
    const field = (name) => Number(new RegExp(`^${name}: +(\\d+) kB`, "m").exec(block)?.[1] ?? 0);
    // Shared memory has an inode too, but no other program maps it.
    const onDisk = inode !== undefined && inode !== "0" && !/^\/(memfd:|dev\/|SYSV)/.test(path);
    return {
      file: onDisk ? `${device} ${inode} ${offset}` : undefined,
      rss: field("Rss"),
      pss: field("Pss"),
      dirty: field("Private_Dirty"),
    };
  });
}
