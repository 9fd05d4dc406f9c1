/**
 * isomorphic-git, which reads and writes a repository's objects without git. It is loaded when it is first asked for:
 * a project opens without it, and its code takes a part of the app's start that can be felt.
 */
export const loadObjects = () => import("isomorphic-git");
