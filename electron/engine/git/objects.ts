/**
 * isomorphic-git, which reads and writes a repository's objects without git. It is loaded at its first use: a
 * project opens without it, and its code would noticeably delay the app's start.
 */
export const loadObjects = () => import("isomorphic-git");
