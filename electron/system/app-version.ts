import { version } from "../../package.json";

/** The app's version; the build puts the number in. */
export const appVersion: string = version;
